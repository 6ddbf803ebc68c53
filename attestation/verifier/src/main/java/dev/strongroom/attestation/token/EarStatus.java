package dev.strongroom.attestation.token;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Trustworthiness tier of an appraisal (draft-ietf-rats-ar4si, 2.3.2), mildest first.
public enum EarStatus {
  /// Nothing is known.
  NONE(Byte.MIN_VALUE),
  /// Everything that was appraised is in order.
  AFFIRMING(2),
  /// Something a policy must accept by name.
  WARNING(32),
  /// Not to be trusted.
  CONTRAINDICATED(96);

  private final int lowest;

  EarStatus(int lowest) {
    this.lowest = lowest;
  }

  /// As in tokens: `affirming`.
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The tier of a value of the vector.
  static EarStatus of(int value) {
    var tier = NONE;
    for (var each : values()) {
      tier = value >= each.lowest ? each : tier;
    }
    return tier;
  }

  static Optional<EarStatus> ofText(String text) {
    return Arrays.stream(values()).filter(each -> each.text().equals(text)).findFirst();
  }
}
