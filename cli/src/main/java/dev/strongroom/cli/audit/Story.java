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
      case AuditEntry.DeviceMoveRefused e ->
          "device %s stays with platform %s: platform %s showed it and got no key of %s (ledger.device-held)"
              .formatted(
                  Lines.shortened(e.deviceId()),
                  Lines.shortened(e.holdingPlatform()),
                  Lines.shortened(e.askingPlatform()),
                  e.model());
      case AuditEntry.DeviceMoved e ->
          "device %s moved from platform %s to platform %s, lease %s"
              .formatted(
                  Lines.shortened(e.deviceId()),
                  Lines.shortened(e.fromPlatform()),
                  Lines.shortened(e.toPlatform()),
                  e.leaseId());
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
    var devices = entry.deviceIds().stream().map(Lines::shortened).toList();
    return "key of %s released to platform %s with %s %s, lease %s%s"
        .formatted(
            entry.model(),
            Lines.shortened(entry.platformId()),
            devices.size() == 1 ? "device" : "devices",
            String.join(", ", devices),
            entry.leaseId(),
            entry.acceptedWarnings().isEmpty()
                ? ""
                : ", accepting " + String.join(", ", entry.acceptedWarnings()));
  }
}
