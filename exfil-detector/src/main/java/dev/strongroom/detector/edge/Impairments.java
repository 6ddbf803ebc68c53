package dev.strongroom.detector.edge;

import dev.strongroom.detector.finding.AlertBook;
import dev.strongroom.detector.finding.Finding;
import dev.strongroom.detector.finding.Impairment;
import dev.strongroom.detector.finding.Rule;
import dev.strongroom.detector.flow.ipfix.ExporterState;
import dev.strongroom.detector.flow.ipfix.Notice;
import dev.strongroom.protocol.network.IpAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Makes findings of what exporters' datagrams show to impair the watch. One is made at once,
/// unless somebody still has to act on an alert about the same exporter and cause: then again after
/// a pause, as a note on that alert. So a flood makes no flood of alerts, and what comes after an
/// alert was closed always opens another.
///
/// Senders' addresses can be forged, so only the first [#MAX_TOLD_APART] are told apart; further
/// ones share alerts, which name them in their sentence. The collector and the broker always have
/// alerts of their own. Not thread-safe.
final class Impairments {
  static final String COLLECTOR = "collector";
  static final String BROKER = "broker";
  private static final String OTHERS = "other exporters";
  private static final int MAX_TOLD_APART = 64;
  private static final Duration PAUSE = Duration.ofMinutes(10);

  private final Set<String> toldApart = new HashSet<>();
  private final Map<Key, Told> told = new HashMap<>();

  /// @param kind what was seen, finer than the cause: each is noted on the cause's alert
  private record Key(String who, Impairment cause, String kind) {}

  /// @param times occurrences, told or not
  /// @param at when it was told last
  /// @param alert that it went to
  private record Told(long times, Instant at, String alert) {}

  /// What a datagram showed.
  ///
  /// @param state of its exporter, after it
  /// @param notices that it gave
  List<Finding> of(AlertBook book, ExporterState state, List<Notice> notices, Instant arrival) {
    var findings = new ArrayList<Finding>();
    var who = state.address().toString();
    for (var notice : notices) {
      cause(notice.kind())
          .flatMap(cause -> one(book, cause, notice.kind().name(), who, detail(notice), arrival))
          .ifPresent(findings::add);
    }
    if (state.isBlind()) {
      one(book, Impairment.UNDECODED, "BLIND", who, "for a while, most of it gave no flow", arrival)
          .ifPresent(findings::add);
    }
    return findings;
  }

  /// What the collector did not hand on.
  Optional<Finding> ofCollector(AlertBook book, Impairment cause, String detail, Instant arrival) {
    return one(book, cause, "", COLLECTOR, detail, arrival);
  }

  /// That the broker does not say who holds what.
  Optional<Finding> ofBroker(AlertBook book, String detail, Instant at) {
    return one(book, Impairment.FLEET, "", BROKER, detail, at);
  }

  /// What an exporter beyond the most that are kept lost.
  Optional<Finding> ofRefused(AlertBook book, IpAddress exporter, Instant arrival) {
    return one(
        book,
        Impairment.DROPPED,
        "REFUSED",
        COLLECTOR,
        "datagrams of " + exporter + ", one exporter more than are kept",
        arrival);
  }

  private Optional<Finding> one(
      AlertBook book, Impairment cause, String kind, String who, String detail, Instant at) {
    var name = toldApart(who);
    var key = new Key(name, cause, kind);
    var before = told.get(key);
    long times = before == null ? 1 : before.times() + 1;
    if (before != null && isQuiet(book, before, at)) {
      told.put(key, new Told(times, before.at(), before.alert()));
      return Optional.empty();
    }
    var finding = cause.finding(name, name.equals(who) ? detail : who + ": " + detail, times, at);
    var alert =
        book.unfinished(Rule.WATCH_IMPAIRED, finding.subject())
            .map(unfinished -> unfinished.id())
            .orElseGet(finding::alertId);
    told.put(key, new Told(times, at, alert));
    return Optional.of(finding);
  }

  private static boolean isQuiet(AlertBook book, Told before, Instant at) {
    return at.isBefore(before.at().plus(PAUSE))
        && book.find(before.alert()).filter(alert -> alert.unfinished()).isPresent();
  }

  private String toldApart(String who) {
    if (who.equals(COLLECTOR) || who.equals(BROKER) || toldApart.contains(who)) {
      return who;
    }
    if (toldApart.size() >= MAX_TOLD_APART) {
      return OTHERS;
    }
    toldApart.add(who);
    return who;
  }

  private static String detail(Notice notice) {
    return switch (notice.kind()) {
      case TEMPLATE_HELD, SAMPLING_HELD -> notice.detail() + ", held until it comes again";
      case TEMPLATE_CHANGED, SAMPLING_CHANGED -> notice.detail() + ", in use since it came again";
      case SAMPLING_LATE -> notice.detail() + ", after flows had counted as unsampled";
      case HELD_DROPPED -> notice.detail() + ", not kept for the held template";
      case TRAILING_BYTES,
          SEQUENCE_GAP,
          SEQUENCE_LATE,
          SEQUENCE_BACK,
          START_HELD,
          RESERVED_SET,
          TEMPLATE_MISSING,
          PENDING_DROPPED,
          CHANGE_TAKEN_BACK,
          WITHDRAWAL_IGNORED,
          TABLE_FULL,
          TOTALS_UNSUPPORTED,
          NOT_A_FLOW,
          IMPLAUSIBLE_OCTETS,
          IMPLAUSIBLE_TIME,
          IMPLAUSIBLE_SAMPLING,
          AMBIGUOUS_SAMPLING ->
          notice.detail();
    };
  }

  /// The cause that a notice shows. Gaps in the sequence are none: UDP loses datagrams, and the
  /// status counts them. What is ignored, or counts too much at worst, is none either.
  private static Optional<Impairment> cause(Notice.Kind kind) {
    return switch (kind) {
      case TEMPLATE_HELD, TEMPLATE_CHANGED, HELD_DROPPED -> Optional.of(Impairment.TEMPLATE);
      case SAMPLING_HELD, SAMPLING_CHANGED, SAMPLING_LATE, IMPLAUSIBLE_SAMPLING ->
          Optional.of(Impairment.SAMPLING);
      case TOTALS_UNSUPPORTED -> Optional.of(Impairment.UNDECODED);
      case IMPLAUSIBLE_OCTETS -> Optional.of(Impairment.OCTETS);
      case SEQUENCE_BACK, START_HELD -> Optional.of(Impairment.SEQUENCE);
      case PENDING_DROPPED, TABLE_FULL -> Optional.of(Impairment.DROPPED);
      case TRAILING_BYTES,
          SEQUENCE_GAP,
          SEQUENCE_LATE,
          RESERVED_SET,
          TEMPLATE_MISSING,
          CHANGE_TAKEN_BACK,
          WITHDRAWAL_IGNORED,
          NOT_A_FLOW,
          IMPLAUSIBLE_TIME,
          AMBIGUOUS_SAMPLING ->
          Optional.empty();
    };
  }
}
