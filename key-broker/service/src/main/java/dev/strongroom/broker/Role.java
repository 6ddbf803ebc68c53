package dev.strongroom.broker;

import java.util.Locale;

/// What a caller's TLS certificate makes it. Agents and owners need none: Evidence and signatures
/// speak for them.
public enum Role {
  /// No certificate, or one of another name.
  ANONYMOUS,
  /// Watches flows, may contain.
  DETECTOR,
  /// Routes to holders.
  GATEWAY,
  /// A person who runs the broker.
  OPERATOR,
  /// Reads the log.
  AUDITOR,
  /// Relies on what the verifier says of others.
  RELYING_PARTY;

  /// The role that a certificate's common name stands for.
  public static Role ofCommonName(String commonName) {
    return switch (commonName) {
      case "detector" -> DETECTOR;
      case "gateway" -> GATEWAY;
      case "operator" -> OPERATOR;
      case "auditor" -> AUDITOR;
      case "relying-party" -> RELYING_PARTY;
      default -> ANONYMOUS;
    };
  }

  /// The name as it stands in certificates and in the audit log.
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
