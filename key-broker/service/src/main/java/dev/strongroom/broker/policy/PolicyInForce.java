package dev.strongroom.broker.policy;

import dev.strongroom.protocol.enrolment.ReleasePolicy;
import dev.strongroom.wire.Bytes;

/// A model and the policy that decides over its key now.
///
/// @param owner the model's owner
/// @param model the model
/// @param policy opened under the owner's signature
/// @param digest SHA-384 of its signed payload, 48 bytes
/// @param frozen true while no key leaves
/// @param frozenReason why, empty while not frozen
public record PolicyInForce(
    String owner,
    String model,
    ReleasePolicy policy,
    Bytes digest,
    boolean frozen,
    String frozenReason) {}
