/// A fake NVIDIA RIM service: a hierarchy of signers of the genuine shape, and reference integrity
/// manifests signed under it, of which tests change anything before they are signed.
///
/// ```java
/// var signers = RimSigners.create(random, notBefore);
/// var xml = new RimDocument("GH100", "550.90.07").active(7, measurement).sign(signers);
/// var anchors = TrustAnchors.simulation(List.of(signers.rootFingerprint()));
/// var verification =
///     RimVerifier.verify(Rim.parse(id, xml), anchors, new Revocation.NotGiven(), now);
/// ```
@NullMarked
package dev.strongroom.simulator.nvidia;

import org.jspecify.annotations.NullMarked;
