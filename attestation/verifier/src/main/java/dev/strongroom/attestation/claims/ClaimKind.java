package dev.strongroom.attestation.claims;

/// Type of a claim.
public enum ClaimKind {
  /// `bool`.
  FLAG("bool"),
  /// `int`.
  NUMBER("int"),
  /// `string`; bytes are lower-case hexadecimal.
  TEXT("string"),
  /// `list(string)`.
  TEXTS("list(string)"),
  /// `map(string, string)`.
  MAP("map(string, string)"),
  /// A list of devices, each a map of text.
  DEVICES("list(map(string, string))");

  private final String text;

  ClaimKind(String text) {
    this.text = text;
  }

  /// As CEL names it.
  public String text() {
    return text;
  }
}
