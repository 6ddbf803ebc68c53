package dev.strongroom.protocol.enrolment;

import dev.strongroom.protocol.ModelVersion;
import dev.strongroom.wire.Bytes;

/// The broker has taken an enrolment in and logged it.
///
/// @param model what was enrolled
/// @param policyDigest SHA-384 of the policy now in force
/// @param entryIndex the enrolment's entry in the audit log
public record EnrolmentReceipt(ModelVersion model, Bytes policyDigest, long entryIndex) {}
