package dev.strongroom.broker.enrolment;

import dev.strongroom.broker.policy.PolicyRules;
import dev.strongroom.protocol.ModelVersion;
import dev.strongroom.protocol.enrolment.Enrolment;
import dev.strongroom.protocol.enrolment.ReleasePolicy;
import dev.strongroom.weights.manifest.Manifest;
import dev.strongroom.wire.Bytes;

/// An enrolment of which every signature holds and every part agrees with the others.
///
/// @param enrolment as signed
/// @param digest SHA-384 of its signed payload
/// @param manifest opened
/// @param manifestDigest SHA-384 of the manifest's signed payload
/// @param policy opened
/// @param policyDigest SHA-384 of the policy's signed payload
/// @param ownerKey id of the key that signed
record Offer(
    Enrolment enrolment,
    Bytes digest,
    Manifest manifest,
    Bytes manifestDigest,
    ReleasePolicy policy,
    Bytes policyDigest,
    String ownerKey) {
  ModelVersion model() {
    return enrolment.model();
  }

  PolicyRules.Standing standing() {
    return new PolicyRules.Standing(policy.policyVersion(), policyDigest);
  }
}
