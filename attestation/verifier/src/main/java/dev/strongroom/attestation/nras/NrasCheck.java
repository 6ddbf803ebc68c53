package dev.strongroom.attestation.nras;

import dev.strongroom.attestation.nras.NrasDevice.Kind;
import java.util.Optional;

/// A check that the service makes, and says of whether it held. Claims are named by the device's
/// kind, then the check: `x-nvidia-gpu-arch-check`.
///
/// Whether a manifest (RIM) was held to its schema is in every answer at hand, but NVIDIA's later
/// verifiers leave it out of claims 3.0: there it need not be said.
public enum NrasCheck {
  ARCHITECTURE("arch-check"),
  REPORT_PARSED("attestation-report-parsed"),
  REPORT_NONCE("attestation-report-nonce-match"),
  REPORT_SIGNATURE("attestation-report-signature-verified"),
  REPORT_CERTIFICATES("attestation-report-cert-chain-validated", Needed.IN_V2),
  REPORT_FWID("attestation-report-cert-chain-fwid-match", Needed.IN_V3),
  DRIVER_RIM_FETCHED("driver-rim-fetched", Kind.GPU, Needed.ALWAYS),
  DRIVER_RIM_SCHEMA("driver-rim-schema-validated", Kind.GPU, Needed.IN_V2),
  DRIVER_RIM_SIGNATURE("driver-rim-signature-verified", Kind.GPU, Needed.ALWAYS),
  DRIVER_RIM_CERTIFICATES("driver-rim-cert-validated", Kind.GPU, Needed.IN_V2),
  DRIVER_RIM_VERSION("driver-rim-version-match", Kind.GPU, Needed.IN_V3),
  DRIVER_RIM_MEASUREMENTS("driver-rim-measurements-available", Kind.GPU, Needed.ALWAYS),
  VBIOS_RIM_FETCHED("vbios-rim-fetched", Kind.GPU, Needed.ALWAYS),
  VBIOS_RIM_SCHEMA("vbios-rim-schema-validated", Kind.GPU, Needed.IN_V2),
  VBIOS_RIM_SIGNATURE("vbios-rim-signature-verified", Kind.GPU, Needed.ALWAYS),
  VBIOS_RIM_CERTIFICATES("vbios-rim-cert-validated", Kind.GPU, Needed.IN_V2),
  VBIOS_RIM_VERSION("vbios-rim-version-match", Kind.GPU, Needed.IN_V3),
  VBIOS_RIM_MEASUREMENTS("vbios-rim-measurements-available", Kind.GPU, Needed.ALWAYS),
  VBIOS_INDEXES("vbios-index-no-conflict", Kind.GPU, Needed.ALWAYS),
  BIOS_RIM_FETCHED("bios-rim-fetched", Kind.SWITCH, Needed.ALWAYS),
  BIOS_RIM_SCHEMA("bios-rim-schema-validated", Kind.SWITCH, Needed.IN_V2),
  BIOS_RIM_SIGNATURE("bios-rim-signature-verified", Kind.SWITCH, Needed.ALWAYS),
  BIOS_RIM_CERTIFICATES("bios-rim-cert-validated", Kind.SWITCH, Needed.IN_V2),
  BIOS_RIM_VERSION("bios-rim-version-match", Kind.SWITCH, Needed.IN_V3),
  BIOS_RIM_MEASUREMENTS("bios-rim-measurements-available", Kind.SWITCH, Needed.ALWAYS);

  /// In which versions the check must be told. Where it is told, it must have held, in any.
  private enum Needed {
    ALWAYS,
    IN_V2,
    IN_V3
  }

  private final String suffix;
  private final Optional<Kind> only;
  private final Needed needed;

  NrasCheck(String suffix) {
    this(suffix, Needed.ALWAYS);
  }

  NrasCheck(String suffix, Needed needed) {
    this(suffix, Optional.empty(), needed);
  }

  NrasCheck(String suffix, Kind only, Needed needed) {
    this(suffix, Optional.of(only), needed);
  }

  NrasCheck(String suffix, Optional<Kind> only, Needed needed) {
    this.suffix = suffix;
    this.only = only;
    this.needed = needed;
  }

  /// True if devices of this kind have it.
  boolean isOf(Kind kind) {
    return only.isEmpty() || only.get() == kind;
  }

  /// True if a result of this version must tell it.
  boolean isNeededIn(ClaimsVersion version) {
    return switch (needed) {
      case ALWAYS -> true;
      case IN_V2 -> version == ClaimsVersion.V2;
      case IN_V3 -> version == ClaimsVersion.V3;
    };
  }

  /// Name of its claim.
  public String claim(Kind kind) {
    return kind.prefix() + suffix;
  }
}
