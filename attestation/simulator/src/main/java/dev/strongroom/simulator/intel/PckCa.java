package dev.strongroom.simulator.intel;

/// Issuers of PCK certificates.
public enum PckCa {
  /// For platforms with several processor packages, and every platform with TDX.
  PLATFORM("platform"),
  /// For single-package platforms with SGX.
  PROCESSOR("processor");

  private final String text;

  PckCa(String text) {
    this.text = text;
  }

  /// As the provisioning service names it: `platform`.
  String text() {
    return text;
  }
}
