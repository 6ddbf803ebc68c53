package dev.strongroom.detector.flow.ipfix;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Whether data that comes still gives flows. It no longer does once datagrams failed for a while
/// and outnumbered those that gave flows all the time: a single flow between them proves nothing,
/// for anyone can forge one.
///
/// @param failingSince first failure since those that gave flows were last as many; null if none
/// @param counted when the counts were last halved, which is done every minute, so that a long
///   failure that ended is soon outnumbered
/// @param failed datagrams that failed lately
/// @param good datagrams that gave flows since the first failure
/// @param gaveFlows whether any ever did
record Sight(
    @Nullable Instant failingSince, Instant counted, long failed, long good, boolean gaveFlows) {
  static final Sight UNPROVEN = new Sight(null, Instant.EPOCH, 0, 0, false);

  /// An exporter repeats its templates within this; until then, data without flows is no wonder.
  private static final Duration START_UP = Duration.ofMinutes(30);

  /// Once there were flows, data without enough for this long means that we no longer see.
  private static final Duration BLIND_AFTER = Duration.ofMinutes(1);

  private static final int SHIFT_TO_ZERO = 62;

  /// The state after a datagram came whose data could not be decoded.
  Sight failed(Instant arrival) {
    if (failingSince == null) {
      return new Sight(arrival, arrival, 1, 0, gaveFlows);
    }
    var now = halved(arrival);
    return new Sight(failingSince, now.counted, now.failed + 1, now.good, gaveFlows);
  }

  /// The state after a datagram gave flows.
  Sight gave(Instant arrival) {
    var now = halved(arrival);
    if (failingSince == null || now.good + 1 >= now.failed) {
      return new Sight(null, Instant.EPOCH, 0, 0, true);
    }
    return new Sight(failingSince, now.counted, now.failed, now.good + 1, true);
  }

  private Sight halved(Instant arrival) {
    long minutes = Math.max(0, Duration.between(counted, arrival).toMinutes());
    if (minutes == 0) {
      return this;
    }
    int shift = (int) Math.min(minutes, SHIFT_TO_ZERO);
    var at = counted.plus(Duration.ofMinutes(minutes));
    return new Sight(failingSince, at, failed >> shift, good >> shift, gaveFlows);
  }

  /// True if datagrams failed for a minute; half an hour while there never were flows.
  boolean isBlind(Instant now) {
    return failingSince != null
        && !now.isBefore(failingSince.plus(gaveFlows ? BLIND_AFTER : START_UP));
  }
}
