package dev.strongroom.detector.flow.ipfix;

import java.time.Instant;
import java.util.function.BiConsumer;

/// When a flow began and ended, from whichever of the clock forms its record carries (RFC 7012,
/// section 5.7 and IANA registry, elements 21, 22, 150 to 160).
final class FlowTimes {
  private static final long ABSENT = Long.MIN_VALUE;
  private static final long UPTIME_MODULUS = 1L << 32;

  /// Seconds from 1900, where NTP counts from, to 1970.
  private static final long NTP_TO_UNIX_SECONDS = 2_208_988_800L;

  private static final long MAX_MILLIS = Instant.parse("9999-01-01T00:00:00Z").toEpochMilli();

  private long start;
  private long end;
  private long upStart;
  private long upEnd;
  private long deltaStart;
  private long deltaEnd;
  private long systemInit;

  void clear() {
    start = ABSENT;
    end = ABSENT;
    upStart = ABSENT;
    upEnd = ABSENT;
    deltaStart = ABSENT;
    deltaEnd = ABSENT;
    systemInit = ABSENT;
  }

  void put(int element, long value) {
    switch (element) {
      case Elements.FLOW_START_MILLISECONDS -> start = value;
      case Elements.FLOW_END_MILLISECONDS -> end = value;
      case Elements.FLOW_START_SECONDS -> start = seconds(value);
      case Elements.FLOW_END_SECONDS -> end = seconds(value);
      // spec: RFC 7011 6.1.9, 6.1.10: microseconds and nanoseconds are NTP timestamps
      case Elements.FLOW_START_MICROSECONDS, Elements.FLOW_START_NANOSECONDS -> start = ntp(value);
      case Elements.FLOW_END_MICROSECONDS, Elements.FLOW_END_NANOSECONDS -> end = ntp(value);
      case Elements.FLOW_START_DELTA_MICROSECONDS -> deltaStart = value;
      case Elements.FLOW_END_DELTA_MICROSECONDS -> deltaEnd = value;
      case Elements.FLOW_START_SYS_UP_TIME -> upStart = value;
      case Elements.FLOW_END_SYS_UP_TIME -> upEnd = value;
      case Elements.SYSTEM_INIT_TIME_MILLISECONDS -> systemInit = value;
      default -> throw new IllegalArgumentException("element " + element + " is not a time");
    }
  }

  /// A value far outside of any calendar; judged implausible later, but never overflows.
  private static long seconds(long value) {
    return value < 0 || value > MAX_MILLIS / 1000 ? MAX_MILLIS : value * 1000;
  }

  private static long ntp(long value) {
    long millis = ((value & 0xffff_ffffL) * 1000) >>> 32;
    return ((value >>> 32) - NTP_TO_UNIX_SECONDS) * 1000 + millis;
  }

  boolean hasSystemInit() {
    return systemInit != ABSENT;
  }

  long systemInit() {
    return systemInit;
  }

  /// True if the record tells its times by the exporter's uptime alone.
  boolean needsStart() {
    return (upStart != ABSENT || upEnd != ABSENT)
        && start == ABSENT
        && end == ABSENT
        && deltaStart == ABSENT
        && deltaEnd == ABSENT
        && systemInit == ABSENT;
  }

  /// An interval.
  record Interval(Instant start, Instant end) {}

  /// The interval of the record. Times that cannot be are replaced by `arrival`.
  ///
  /// @param domainInit the domain's system init time in ms since 1970, negative if unknown
  Interval resolve(
      Instant exported,
      Instant arrival,
      long domainInit,
      Limits limits,
      BiConsumer<Notice.Kind, String> note) {
    long exportMillis = exported.toEpochMilli();
    long first = start;
    long last = end;
    if (first == ABSENT && last == ABSENT) {
      if (deltaStart != ABSENT || deltaEnd != ABSENT) {
        // spec: RFC 7012 (IANA 158, 159): a negative offset in microseconds from the export time
        first = deltaStart == ABSENT ? ABSENT : exportMillis - deltaStart / 1000;
        last = deltaEnd == ABSENT ? ABSENT : exportMillis - deltaEnd / 1000;
      } else if (upStart != ABSENT || upEnd != ABSENT) {
        long init = systemInit != ABSENT ? systemInit : domainInit;
        first = upTime(upStart, init, exportMillis);
        last = upTime(upEnd, init, exportMillis);
      }
    }
    last = last == ABSENT ? (first == ABSENT ? exportMillis : first) : last;
    first = first == ABSENT ? last : first;
    return plausible(first, last, arrival, limits, note);
  }

  /// spec: RFC 7012 (IANA 21, 22): milliseconds since the exporter's start, of which only the low
  /// 32 bits are sent; the turn nearest to the export is meant. Without the time of the start, the
  /// flow is taken to have ended with the export.
  private long upTime(long value, long init, long exportMillis) {
    if (value == ABSENT) {
      return ABSENT;
    }
    if (init < 0) {
      long before = upEnd == ABSENT ? 0 : Math.floorMod(upEnd - value, UPTIME_MODULUS);
      return exportMillis - before;
    }
    long low = init + (value & (UPTIME_MODULUS - 1));
    return low + UPTIME_MODULUS * Math.round((double) (exportMillis - low) / UPTIME_MODULUS);
  }

  private static Interval plausible(
      long first, long last, Instant arrival, Limits limits, BiConsumer<Notice.Kind, String> note) {
    long now = arrival.toEpochMilli();
    long age = limits.age().toMillis();
    if (last > now + limits.ahead().toMillis() || last < now - age) {
      note.accept(Notice.Kind.IMPLAUSIBLE_TIME, "flow end " + last + " ms, arrived at " + now);
      return new Interval(arrival, arrival);
    }
    if (first > last || first < last - age) {
      note.accept(Notice.Kind.IMPLAUSIBLE_TIME, "flow start " + first + " ms, end " + last + " ms");
      first = Math.max(last - age, Math.min(first, last));
    }
    return new Interval(Instant.ofEpochMilli(first), Instant.ofEpochMilli(last));
  }
}
