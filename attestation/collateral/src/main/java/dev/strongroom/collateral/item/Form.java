package dev.strongroom.collateral.item;

/// Encodings of collateral.
public enum Form {
  /// One DER certificate.
  CERTIFICATE(".der", 8 * 1024),
  /// Issuers' PEM certificates, root last.
  CHAIN(".pem", 64 * 1024),
  /// A DER revocation list. The largest known has 3 KiB.
  REVOCATION_LIST(".der", 512 * 1024),
  /// A JSON document beside the vendor's signature over it. The largest known has 20 KiB.
  SIGNED_JSON(".json", 512 * 1024),
  /// A JSON document around a manifest of 256 KiB at most, in base64. The largest known has 40 KiB.
  MANIFEST_JSON(".json", 512 * 1024),
  /// A DER answer about one certificate. The largest known has 1 KiB.
  OCSP_RESPONSE(".der", 16 * 1024);

  private final String extension;
  private final int maxBytes;

  Form(String extension, int maxBytes) {
    this.extension = extension;
    this.maxBytes = maxBytes;
  }

  /// What file names end with.
  public String extension() {
    return extension;
  }

  /// More is not read: far above anything that vendors answer today.
  public int maxBytes() {
    return maxBytes;
  }
}
