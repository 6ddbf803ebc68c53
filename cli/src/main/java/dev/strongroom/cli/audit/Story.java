package dev.strongroom.cli.audit;

import dev.strongroom.protocol.audit.AuditEntry;

/// Log entries as sentences.
public final class Story {
  private Story() {}

  /// One sentence about `entry`.
  public static String of(AuditEntry entry) {
    return switch (entry) {
      case AuditEntry.ModelEnrolled e ->
          e.model() + " enrolled with an egress budget of " + e.egressBudgetBytes() + " bytes";
      case AuditEntry.KeyReleased e ->
          "key of "
              + e.model()
              + " released to platform "
              + shortened(e.platformId())
              + " with devices "
              + e.deviceIds().stream().map(Story::shortened).toList()
              + ", lease "
              + e.leaseId()
              + (e.acceptedWarnings().isEmpty() ? "" : ", accepting " + e.acceptedWarnings());
      case AuditEntry.KeyRedelivered e ->
          "key of " + e.model() + " delivered again under lease " + e.leaseId();
      case AuditEntry.ReleaseRefused e -> "key of " + e.model() + " refused: " + e.codes();
      case AuditEntry.ReleasesFrozen e ->
          "releases of "
              + e.owner()
              + "/"
              + e.model()
              + " frozen by "
              + e.actor()
              + " on "
              + e.source()
              + ": "
              + e.reason();
      case AuditEntry.ReleasesUnfrozen e ->
          "releases of "
              + e.owner()
              + "/"
              + e.model()
              + " unfrozen by "
              + e.actor()
              + ": "
              + e.reason();
      case AuditEntry.LeaseEnded e ->
          "lease "
              + e.leaseId()
              + " of "
              + e.model()
              + " ended by "
              + e.actor()
              + ": "
              + e.reason();
    };
  }

  private static String shortened(String id) {
    int shown = 12;
    return id.length() <= shown ? id : id.substring(0, shown) + "…";
  }
}
