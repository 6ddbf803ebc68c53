package dev.strongroom.attestation.finding;

import static dev.strongroom.attestation.finding.Tier.CONTRAINDICATED;
import static dev.strongroom.attestation.finding.Tier.WARNING;

/// Rules of NVIDIA's reference integrity manifests, and of measurements compared with them.
public enum RimRule implements Rule {
  /// The manifest's signature does not verify.
  SIGNATURE(
      "nvidia.rim.signature",
      CONTRAINDICATED,
      "W3C XML Signature 1.1, 3.2",
      "The manifest was altered: fetch it anew from NVIDIA's RIM service."),
  /// The manifest's signature is of another form than NVIDIA's.
  SIGNATURE_FORM(
      "nvidia.rim.signature-form",
      CONTRAINDICATED,
      "W3C XML Signature 1.1, 4.4 and 8.1.3",
      "The manifest is not NVIDIA's: fetch it anew from NVIDIA's RIM service."),
  /// The certificate that signed the manifest has run out.
  SIGNER_EXPIRED(
      "nvidia.rim.signer-expired",
      WARNING,
      "RFC 5280, 6.1.3 (a)(2)",
      "Fetch the manifest anew, for NVIDIA signs revisions of it; where there is none, update driver"
          + " or firmware, or accept the warning by name."),
  /// NVIDIA put the certificate that signed the manifest on hold.
  SIGNER_HOLD(
      "nvidia.rim.signer-hold",
      WARNING,
      "RFC 5280, 5.3.1: certificateHold; RFC 6960, 4.2.1",
      "NVIDIA reconsiders this manifest: use another driver or firmware, wait, or accept the warning"
          + " by name."),
  /// Nothing says whether the signers of the manifest are revoked.
  SIGNER_NOT_LOOKED_UP(
      "nvidia.rim.ocsp-absent",
      WARNING,
      "RFC 6960; NVIDIA OCSP service",
      "Fetch NVIDIA's answers about the manifest's signers (`strongroom collateral fetch`) and give"
          + " them, or accept the warning by name."),
  /// The manifest is of another version.
  VERSION(
      "nvidia.rim.version",
      CONTRAINDICATED,
      "ISO/IEC 19770-2:2015, Meta: colloquialVersion",
      "Fetch the manifest of the version that the report names."),
  /// The manifest is for another chip.
  PRODUCT(
      "nvidia.rim.product",
      CONTRAINDICATED,
      "ISO/IEC 19770-2:2015, Meta: product",
      "Fetch the manifest of this chip: drivers of Hopper and of Blackwell have ids of their own."),
  /// Two manifests of one device speak of one measurement.
  INDEX_CONFLICT(
      "nvidia.rim.index-conflict",
      CONTRAINDICATED,
      "NVIDIA reference integrity manifests: Payload",
      "Fetch both manifests anew; they do not belong together."),
  /// A measurement is none of those that NVIDIA published.
  MEASUREMENT(
      "nvidia.measurement",
      CONTRAINDICATED,
      "NVIDIA reference integrity manifests: Payload; DMTF DSP0274 1.1 MEASUREMENTS",
      "Fetch the manifest anew, for NVIDIA revises them. If the measurement differs still, do not use"
          + " this device until it is understood."),
  /// The device did not report a measurement.
  MEASUREMENT_ABSENT(
      "nvidia.measurement.absent",
      CONTRAINDICATED,
      "NVIDIA reference integrity manifests: Payload; DMTF DSP0274 1.1 MEASUREMENTS",
      "Make a report with all measurements; if it lacks this one still, the manifest is of another"
          + " device."),
  /// Firmware is older than the manifest allows.
  SVN(
      "nvidia.svn",
      CONTRAINDICATED,
      "NVIDIA Opaque Data RIM Attributes: minSvn",
      "Update the device's firmware."),
  /// The report does not say how old a piece of firmware is.
  SVN_ABSENT(
      "nvidia.svn.absent",
      CONTRAINDICATED,
      "NVIDIA Opaque Data RIM Attributes: minSvn",
      "Update driver and verifier: the report must have the number, and this build must know it.");

  private final Text text;

  RimRule(String code, Tier tier, String clause, String advice) {
    text = new Text(code, tier, clause, advice);
  }

  @Override
  public Text text() {
    return text;
  }
}
