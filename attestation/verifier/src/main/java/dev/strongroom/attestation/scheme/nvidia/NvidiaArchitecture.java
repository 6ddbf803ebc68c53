package dev.strongroom.attestation.scheme.nvidia;

import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.wire.MalformedException;
import java.util.Arrays;
import java.util.Optional;

/// Devices that are verified, and how their certificates name them.
public enum NvidiaArchitecture {
  /// Hopper GPU.
  GH100("GH100", "GH100"),
  /// Blackwell GPU.
  GB100("GB100", "GB100"),
  /// NVSwitch of Hopper boards.
  LS_10("LS_10", "GH100");

  private final String text;
  private final String identity;

  NvidiaArchitecture(String text, String identity) {
    this.text = text;
    this.identity = identity;
  }

  /// As the leaf names it, and policies do: `GH100`.
  public String text() {
    return text;
  }

  /// Common name of the fourth certificate.
  String identityName() {
    return "NVIDIA " + identity + " Identity";
  }

  /// True for an NVSwitch.
  public boolean isSwitch() {
    return this == LS_10;
  }

  /// The architecture that a leaf names; that NVIDIA issued it is not looked at.
  ///
  /// @throws MalformedException if it names none, or one that is not known
  public static NvidiaArchitecture ofLeaf(Certificate leaf) throws MalformedException {
    var named = NvidiaIdentity.parse(leaf).architecture();
    return of(named)
        .orElseThrow(
            () -> new MalformedException("subjectAltName", -1, "architecture is not known"));
  }

  static Optional<NvidiaArchitecture> of(String text) {
    return Arrays.stream(values()).filter(value -> value.text.equals(text)).findFirst();
  }
}
