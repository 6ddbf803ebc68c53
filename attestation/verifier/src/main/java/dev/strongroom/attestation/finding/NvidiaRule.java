package dev.strongroom.attestation.finding;

import static dev.strongroom.attestation.finding.Tier.CONTRAINDICATED;
import static dev.strongroom.attestation.finding.Tier.WARNING;

/// Rules of NVIDIA device reports and their certificates.
public enum NvidiaRule implements Rule {
  /// The leaf names an architecture that is not supported.
  ARCHITECTURE(
      "nvidia.architecture",
      CONTRAINDICATED,
      "NVIDIA device identity profile: subjectAltName 1.3.6.1.4.1.412.274.1",
      "This build verifies Hopper (GH100), Blackwell (GB100) and LS10 switches (LS_10): use such a"
          + " device."),
  /// The report is of a GPU and the leaf of a switch, or the other way round.
  DEVICE_KIND(
      "nvidia.device-kind",
      CONTRAINDICATED,
      "NVIDIA opaque data: DRIVER_VERSION; NVIDIA device identity profile: subjectAltName",
      "Send the certificate chain of the device that made the report."),
  /// A switch states another identifier than NVIDIA certified.
  PDI(
      "nvidia.pdi",
      CONTRAINDICATED,
      "NVIDIA opaque data field 22 SWITCH_PDI; serial number of the BROM certificate",
      "Send the certificate chain of the device that made the report."),
  /// The fields that state the mode contradict each other.
  MODE(
      "nvidia.mode",
      CONTRAINDICATED,
      "NVIDIA opaque data fields 21 PROTECTED_PCIE_STATUS and 36 FEATURE_FLAG",
      "Do not use this device until it is understood; update its driver."),
  /// The leaf's firmware id extension has another form, or another key.
  LEAF_FWID(
      "nvidia.leaf-fwid",
      CONTRAINDICATED,
      "TCG DICE 2.23.133.5.4.1 (compositeDeviceID), 2.23.133.5.4.1.1 (TcbInfo)",
      "Fetch the device's certificate chain anew."),
  /// The report's firmware id is not the leaf's.
  FWID(
      "nvidia.fwid",
      CONTRAINDICATED,
      "NVIDIA opaque data field 20 FWID; TCG DICE 2.23.133.5.4.1, 2.23.133.5.4.1.1",
      "Send the certificate chain of the device that made the report."),
  /// The report carries no firmware id.
  FWID_ABSENT(
      "nvidia.fwid.absent",
      WARNING,
      "NVIDIA opaque data field 20 FWID",
      "Update a GPU's driver to one whose reports carry the firmware id. An NVSwitch's reports have"
          + " none: accept it by name."),
  /// The requester nonce is not this session's.
  NONCE(
      "nvidia.nonce",
      CONTRAINDICATED,
      "DMTF DSP0274 1.1 GET_MEASUREMENTS: Nonce",
      "Make the device's report in this session, with its device nonce."),
  /// The device's version is below what is asked for.
  FLOOR(
      "nvidia.floor",
      CONTRAINDICATED,
      "Strongroom release policy: accelerators",
      "Update the device's driver or firmware to the version that the policy asks for."),
  /// GPUs of one node are in different modes.
  FABRIC_MODE(
      "nvidia.fabric.mode",
      CONTRAINDICATED,
      "NVIDIA opaque data fields 21 PROTECTED_PCIE_STATUS and 36 FEATURE_FLAG",
      "Bring all GPUs of the node into one mode: PPCIE on a Hopper board, MPT on Blackwell."),
  /// In PPCIE not the whole board was shown.
  FABRIC_COUNT(
      "nvidia.fabric.count",
      CONTRAINDICATED,
      "NVIDIA PPCIE: eight GPUs and four NVSwitches",
      "Give the guest the whole board, and send a report of each of its GPUs and switches."),
  /// A device is wired to others than are shown.
  FABRIC_NEIGHBOURS(
      "nvidia.fabric.neighbours",
      CONTRAINDICATED,
      "NVIDIA opaque data fields 22 SWITCH_PDI and 26 SWITCH_GPU_PDIS",
      "Send reports of the devices that are wired to one another, all of one board."),
  /// A switch of a PPCIE board is not locked.
  FABRIC_UNLOCKED(
      "nvidia.fabric.unlocked",
      CONTRAINDICATED,
      "NVIDIA opaque data field 25 LOCK_STATUS",
      "Reset the switches and bring the board into PPCIE anew."),
  /// Several Hopper GPUs share links that nothing protects.
  FABRIC_UNPROTECTED(
      "nvidia.fabric.unprotected",
      WARNING,
      "NVIDIA PPCIE and MPT",
      "Bring the board into PPCIE, or Blackwell GPUs into MPT; accept the warning by name only where"
          + " no links join the GPUs."),
  /// No reference values were compared.
  RIM_ABSENT(
      "nvidia.rim.absent",
      WARNING,
      "NVIDIA reference integrity manifests",
      "Fetch the manifests of its driver and VBIOS (`strongroom collateral fetch`) and give them, or"
          + " accept the warning by name."),
  /// No revocation status was looked at.
  OCSP_ABSENT(
      "nvidia.ocsp.absent",
      WARNING,
      "RFC 6960; NVIDIA OCSP service",
      "Fetch NVIDIA's answers about the device (`strongroom collateral fetch`) and give them, or"
          + " accept the warning by name."),
  /// Revocation lists were looked at, and they name no BROM.
  BROM_NOT_LOOKED_UP(
      "nvidia.ocsp.brom-absent",
      WARNING,
      "RFC 6960; RFC 5280, 4.2.1.13: CRL distribution points of NVIDIA's certificates",
      "Fetch NVIDIA's answer about this device's BROM certificate; where there is no network, accept"
          + " the warning by name: no list names single devices.");

  private final Text text;

  NvidiaRule(String code, Tier tier, String clause, String advice) {
    text = new Text(code, tier, clause, advice);
  }

  @Override
  public Text text() {
    return text;
  }
}
