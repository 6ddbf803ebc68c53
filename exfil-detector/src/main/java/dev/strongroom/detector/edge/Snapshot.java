package dev.strongroom.detector.edge;

import dev.strongroom.detector.attribution.Holding;
import dev.strongroom.detector.attribution.WatchedModel;
import dev.strongroom.detector.finding.Alert;
import dev.strongroom.detector.finding.Detector;
import java.time.Instant;
import java.util.List;

/// What survives a restart.
///
/// @param version of this layout
/// @param savedAt when it was taken
/// @param detector totals and windows
/// @param models as the broker last described them
/// @param holdings who held what when
/// @param alerts all alerts
record Snapshot(
    int version,
    Instant savedAt,
    Detector.State detector,
    List<WatchedModel> models,
    List<Holding> holdings,
    List<Alert> alerts) {
  static final int VERSION = 2;

  Snapshot {
    models = List.copyOf(models);
    holdings = List.copyOf(holdings);
    alerts = List.copyOf(alerts);
  }

  static Snapshot empty(Instant now) {
    return new Snapshot(VERSION, now, Detector.State.EMPTY, List.of(), List.of(), List.of());
  }
}
