package dev.strongroom.simulator.nvidia;

import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.scheme.nvidia.rim.Rim;
import dev.strongroom.attestation.scheme.nvidia.rim.RimId;
import dev.strongroom.attestation.scheme.nvidia.rim.RimVerifier;
import dev.strongroom.attestation.trust.Rejected;
import dev.strongroom.attestation.trust.Revocation;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.attestation.trust.Verification;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/// One fake RIM service, as the tests of this package see it.
final class Rims {
  static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  static final Instant NOT_BEFORE = Instant.parse("2026-11-01T00:00:00Z");
  static final SecureRandom RANDOM = new SecureRandom();
  static final RimSigners SIGNERS = RimSigners.create(RANDOM, NOT_BEFORE);
  static final TrustAnchors ANCHORS = TrustAnchors.simulation(List.of(SIGNERS.rootFingerprint()));
  static final RimId DRIVER = id("NV_GPU_DRIVER_GH100_550.90.07");
  static final RimId VBIOS = id("NV_GPU_VBIOS_1010_0200_882_96009F0001");
  static final RimId SWITCH = id("NV_SWITCH_BIOS_5612_0002_890_9610550001");

  private Rims() {}

  private static RimId id(String text) {
    try {
      return RimId.parse(text);
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A good manifest of a driver.
  static RimDocument driver() {
    return new RimDocument("GH100", "550.90.07").active(7, measurement(7)).active(35, other());
  }

  /// What block `index + 1` of the simulated device measures.
  static Bytes measurement(int index) {
    return Bytes.utf8("measurement " + index).sha384();
  }

  static Bytes other() {
    return Bytes.utf8("another measurement").sha384();
  }

  static Verification<Rim> verification(Bytes xml, Instant now) throws MalformedException {
    return RimVerifier.verify(Rim.parse(DRIVER, xml), ANCHORS, new Revocation.NotGiven(), now);
  }

  /// `verified` with the codes of its warnings, `rejected` with the codes of its findings, or
  /// `malformed` and why.
  static String verdict(Bytes xml, Instant now) {
    try {
      return verdict(verification(xml, now));
    } catch (MalformedException e) {
      return "malformed: " + e.getMessage();
    }
  }

  static String verdict(Verification<Rim> verification) {
    return switch (verification) {
      case Verified<Rim> verified -> ("verified " + codes(RimVerifier.warnings(verified))).strip();
      case Rejected<Rim>(var findings) -> "rejected " + codes(findings);
    };
  }

  static String verdict(Bytes xml) {
    return verdict(xml, NOW);
  }

  static String verdict(String xml) {
    return verdict(Bytes.utf8(xml));
  }

  /// The verdict on `xml`, signed as `form` says, which a verifier of any form would accept.
  static String signed(String xml, RimSignatureForm form) {
    var signed = RimSignature.sign(xml, SIGNERS, form);
    if (!AnyForm.holds(signed, SIGNERS)) {
      throw new AssertionError("the signature does not hold");
    }
    return verdict(signed);
  }

  static String signed(RimDocument document) {
    return verdict(document.sign(SIGNERS));
  }

  static Verified<Rim> verified(RimId id, RimDocument document) throws MalformedException {
    var rim = Rim.parse(id, document.sign(SIGNERS));
    if (RimVerifier.verify(rim, ANCHORS, new Revocation.NotGiven(), NOW)
        instanceof Verified<Rim> verified) {
      return verified;
    }
    throw new AssertionError("a good manifest was rejected");
  }

  static String codes(List<Finding> findings) {
    return findings.stream().map(f -> f.rule().code()).collect(Collectors.joining(" "));
  }
}
