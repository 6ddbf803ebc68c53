package dev.strongroom.attestation.finding;

import static dev.strongroom.attestation.finding.Tier.CONTRAINDICATED;
import static dev.strongroom.attestation.finding.Tier.WARNING;

/// Rules of NVIDIA device reports and their certificates.
public enum NvidiaRule implements Rule {
  /// The opaque data has a format that is not understood.
  OPAQUE_FORMAT(
      "nvidia.opaque-format",
      CONTRAINDICATED,
      "NVIDIA opaque data specification: NVDAOD",
      "This build reads the opaque data of drivers before CUDA 13.5: use such a driver."),
  /// The leaf names an architecture that is not supported.
  ARCHITECTURE(
      "nvidia.architecture",
      CONTRAINDICATED,
      "NVIDIA device identity profile: subjectAltName 1.3.6.1.4.1.412.274.1",
      "This build verifies Hopper (GH100): use such a device."),
  /// The leaf's firmware id extension has another form, or another key.
  LEAF_FWID(
      "nvidia.leaf-fwid",
      CONTRAINDICATED,
      "TCG DICE 2.23.133.5.4.1 (compositeDeviceID)",
      "Fetch the device's certificate chain anew."),
  /// The report's firmware id is not the leaf's.
  FWID(
      "nvidia.fwid",
      CONTRAINDICATED,
      "NVIDIA opaque data field 20 FWID; TCG DICE 2.23.133.5.4.1",
      "Send the certificate chain of the device that made the report."),
  /// The report carries no firmware id.
  FWID_ABSENT(
      "nvidia.fwid.absent",
      WARNING,
      "NVIDIA opaque data field 20 FWID",
      "Update the driver to one whose reports carry the firmware id."),
  /// The requester nonce is not this session's.
  NONCE(
      "nvidia.nonce",
      CONTRAINDICATED,
      "DMTF DSP0274 1.1 GET_MEASUREMENTS: Nonce",
      "Make the device's report in this session, with its device nonce."),
  /// No reference values were compared.
  RIM_ABSENT(
      "nvidia.rim.absent",
      WARNING,
      "NVIDIA reference integrity manifests",
      "This build does not compare measurements with NVIDIA's manifests: accept the warning by name"
          + " or refuse."),
  /// No revocation status was looked at.
  OCSP_ABSENT(
      "nvidia.ocsp.absent",
      WARNING,
      "RFC 6960; NVIDIA OCSP service",
      "This build does not ask for NVIDIA's revocation status: accept the warning by name or"
          + " refuse.");

  private final Text text;

  NvidiaRule(String code, Tier tier, String clause, String advice) {
    text = new Text(code, tier, clause, advice);
  }

  @Override
  public Text text() {
    return text;
  }
}
