package dev.strongroom.attestation.nras;

import dev.strongroom.wire.MalformedException;

/// Versions of the service's claims, `x-nvidia-ver`.
public enum ClaimsVersion {
  /// What every check found, true or false. What `/v3` answers unless asked otherwise.
  V2("2.0"),
  /// The same, with the state of each certificate chain.
  V3("3.0");

  private final String text;

  ClaimsVersion(String text) {
    this.text = text;
  }

  static ClaimsVersion of(Members overall) throws MalformedException {
    var text = overall.text("x-nvidia-ver");
    for (var version : values()) {
      if (version.text.equals(text)) {
        return version;
      }
    }
    throw overall.malformed("x-nvidia-ver", "got '" + text + "', want 2.0 or 3.0");
  }
}
