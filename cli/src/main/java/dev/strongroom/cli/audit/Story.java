package dev.strongroom.cli.audit;

import dev.strongroom.cli.terminal.Lines;
import dev.strongroom.protocol.audit.AuditEntry;

/// Log entries as sentences.
public final class Story {
  private Story() {}

  /// One sentence about `entry`.
  public static String of(AuditEntry entry) {
    return switch (entry) {
      case AuditEntry.ModelEnrolled e ->
          "%s enrolled with an egress budget of %s"
              .formatted(e.model(), Lines.count(e.egressBudgetBytes(), "byte"));
      case AuditEntry.KeyReleased e -> released(e);
      case AuditEntry.KeyRedelivered e ->
          "key of %s delivered again under lease %s".formatted(e.model(), e.leaseId());
      case AuditEntry.ReleaseRefused e ->
          "key of %s refused: %s".formatted(e.model(), String.join(", ", e.codes()));
      case AuditEntry.ReleasesFrozen e ->
          "releases of %s/%s frozen by %s on %s: %s"
              .formatted(e.owner(), e.model(), e.actor(), e.source(), e.reason());
      case AuditEntry.ReleasesUnfrozen e ->
          "releases of %s/%s unfrozen by %s: %s"
              .formatted(e.owner(), e.model(), e.actor(), e.reason());
      case AuditEntry.LeaseEnded e ->
          "lease %s of %s ended by %s: %s".formatted(e.leaseId(), e.model(), e.actor(), e.reason());
    };
  }

  private static String released(AuditEntry.KeyReleased entry) {
    var devices = entry.deviceIds().stream().map(Story::shortened).toList();
    return "key of %s released to platform %s with %s %s, lease %s%s"
        .formatted(
            entry.model(),
            shortened(entry.platformId()),
            devices.size() == 1 ? "device" : "devices",
            String.join(", ", devices),
            entry.leaseId(),
            entry.acceptedWarnings().isEmpty()
                ? ""
                : ", accepting " + String.join(", ", entry.acceptedWarnings()));
  }

  private static String shortened(String id) {
    int shown = 12;
    return id.length() <= shown ? id : id.substring(0, shown) + "…";
  }
}
