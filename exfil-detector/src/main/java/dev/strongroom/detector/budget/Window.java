package dev.strongroom.detector.budget;

import dev.strongroom.detector.flow.FlowRecord;
import dev.strongroom.protocol.network.IpAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/// Exact bytes of the last 30 days in buckets of an hour, by destination. A record belongs to the
/// hour in which its interval ended. Immutable.
///
/// @param hours the hours in which bytes were counted, oldest first
/// @param bytes their sum
public record Window(List<Hour> hours, long bytes) {
  /// How far back a budget looks.
  public static final Duration LENGTH = Duration.ofDays(30);

  /// No bytes.
  public static final Window EMPTY = new Window(List.of(), 0);

  private static final long LENGTH_HOURS = LENGTH.toHours();

  public Window {
    hours = List.copyOf(hours);
  }

  /// One hour.
  ///
  /// @param hour hours since 1970
  /// @param bytes counted in it
  /// @param records counted in it
  /// @param first earliest start of these records
  /// @param destinations the bytes by destination
  public record Hour(long hour, long bytes, long records, Instant first, Tally destinations) {
    Hour plus(FlowRecord record) {
      return new Hour(
          hour,
          Math.addExact(bytes, record.octets()),
          records + 1,
          record.start().isBefore(first) ? record.start() : first,
          destinations.plus(record.destination(), record.octets()));
    }
  }

  /// Bytes of one destination.
  ///
  /// @param destination where to
  /// @param bytes how many
  public record Share(IpAddress destination, long bytes) {}

  /// True if a record that ended at `end` belongs to the window at `watermark`.
  static boolean holds(Instant end, Instant watermark) {
    return hourOf(end) > hourOf(watermark) - LENGTH_HOURS;
  }

  private static long hourOf(Instant time) {
    return Math.floorDiv(time.getEpochSecond(), 3600L);
  }

  /// This window with `record`, which it must hold.
  Window plus(FlowRecord record) {
    long hour = hourOf(record.end());
    var changed = new ArrayList<>(hours);
    int at = changed.size();
    while (at > 0 && changed.get(at - 1).hour() > hour) {
      at--;
    }
    if (at > 0 && changed.get(at - 1).hour() == hour) {
      changed.set(at - 1, changed.get(at - 1).plus(record));
    } else {
      var empty = new Hour(hour, 0, 0, record.start(), Tally.EMPTY);
      changed.add(at, empty.plus(record));
    }
    return new Window(changed, Math.addExact(bytes, record.octets()));
  }

  /// This window without the hours that have left it.
  Window at(Instant watermark) {
    long oldest = hourOf(watermark) - LENGTH_HOURS + 1;
    if (hours.isEmpty() || hours.getFirst().hour() >= oldest) {
      return this;
    }
    var kept = hours.stream().filter(hour -> hour.hour() >= oldest).toList();
    return new Window(kept, kept.stream().mapToLong(Hour::bytes).sum());
  }

  /// Earliest start of any record in it.
  public Optional<Instant> since() {
    return hours.stream().map(Hour::first).min(Comparator.naturalOrder());
  }

  /// Records in it.
  public long records() {
    return hours.stream().mapToLong(Hour::records).sum();
  }

  /// The destinations with most bytes, most first.
  public List<Share> top(int count) {
    var sums = new HashMap<IpAddress, Long>();
    hours.forEach(hour -> hour.destinations().addTo(sums));
    return sums.entrySet().stream()
        .map(entry -> new Share(entry.getKey(), entry.getValue()))
        .sorted(Comparator.comparingLong(Share::bytes).reversed().thenComparing(Share::destination))
        .limit(count)
        .toList();
  }
}
