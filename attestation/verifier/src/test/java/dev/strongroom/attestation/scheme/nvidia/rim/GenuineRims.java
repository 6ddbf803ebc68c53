package dev.strongroom.attestation.scheme.nvidia.rim;

import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.trust.Rejected;
import dev.strongroom.attestation.trust.Revocation;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.attestation.trust.Verification;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.testing.Vectors;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/// Genuine manifests, read in place.
final class GenuineRims {
  static final String DRIVER_550 = "hopper/h100-550.90.07/NV_GPU_DRIVER_GH100_550.90.07.xml";
  static final String VBIOS_9F = "hopper/h100-550.90.07/NV_GPU_VBIOS_1010_0200_882_96009F0001.xml";
  static final String LS10 =
      "nvswitch/ls10-96.10.55.00.01/NV_SWITCH_BIOS_5612_0002_890_9610550001.xml";

  private GenuineRims() {}

  static Bytes xml(String path) {
    return Vectors.read("gpu/" + path);
  }

  /// Read as what its name says it is.
  static Rim rim(String path) throws MalformedException {
    return Rim.parse(id(path), xml(path));
  }

  private static RimId id(String path) throws MalformedException {
    var name = path.substring(path.lastIndexOf('/') + 1);
    if (name.endsWith("_PROD.swidtag")) {
      return RimId.parse("NV_GPU_VBIOS_" + name.replace("_PROD.swidtag", ""));
    }
    return name.startsWith("NV_")
        ? RimId.parse(name.replaceAll("(_[a-z_]+)?\\.xml$", ""))
        : RimId.hopperDriver("0");
  }

  static Verification<Rim> verification(Rim rim, Instant now) {
    return RimVerifier.verify(rim, TrustAnchors.production(), new Revocation.NotGiven(), now);
  }

  static Verified<Rim> verified(String path, Instant now) throws MalformedException {
    if (verification(rim(path), now) instanceof Verified<Rim> verified) {
      return verified;
    }
    throw new AssertionError(path + " was rejected");
  }

  /// `verified` with the codes of warnings, or `rejected` with the codes of findings.
  static String verdict(String path, Instant now) throws MalformedException {
    return switch (verification(rim(path), now)) {
      case Verified<Rim> verified -> ("verified " + codes(RimVerifier.warnings(verified))).strip();
      case Rejected<Rim>(var findings) -> "rejected " + codes(findings);
    };
  }

  static String codes(List<Finding> findings) {
    return findings.stream().map(f -> f.rule().code()).collect(Collectors.joining(" "));
  }
}
