package dev.strongroom.detector.edge;

import dev.strongroom.detector.attribution.Holding;
import dev.strongroom.detector.finding.Alert;
import dev.strongroom.detector.finding.ByteText;
import dev.strongroom.detector.finding.Containment;
import dev.strongroom.detector.finding.Finding;
import dev.strongroom.detector.finding.Rule;
import dev.strongroom.detector.flow.FlowRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// An alert in words, as its page shows it. The template escapes every text.
///
/// @param id of the alert
/// @param title a few words
/// @param severity caption
/// @param state how far it is
/// @param subject what it is about
/// @param opened when
/// @param why one sentence
/// @param advice what to do
/// @param numbers each with its meaning
/// @param top destinations with most bytes
/// @param records the last that counted
/// @param holders who holds the model now
/// @param freeze the order to freeze releases
/// @param end the order to end leases
/// @param history what happened
/// @param confirm what an operator types to end the leases, empty where there is nothing to end
/// @param mayAcknowledge true while nobody took it
/// @param mayClose true while it is not closed
record AlertView(
    String id,
    String title,
    String severity,
    String state,
    String subject,
    String opened,
    String why,
    String advice,
    List<Figure> numbers,
    List<Row> top,
    List<Flow> records,
    List<Row> holders,
    Order freeze,
    Order end,
    List<Entry> history,
    String confirm,
    boolean mayAcknowledge,
    boolean mayClose) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /// A number and what it means.
  record Figure(String label, String value, String meaning) {}

  /// Two cells.
  record Row(String name, String value) {}

  /// One flow record.
  record Flow(
      String end,
      String source,
      String destination,
      String bytes,
      String lasted,
      String exporter) {}

  /// One order to the broker.
  record Order(String phase, String detail, String at, int attempts, List<Row> ended) {}

  /// One thing that happened.
  record Entry(String at, String who, String what) {}

  static AlertView of(Alert alert, List<Holding> live, long usedNow) {
    var finding = alert.finding();
    var model = finding.owner() + "/" + finding.model();
    boolean ofModel = finding.rule() == Rule.MODEL_EGRESS;
    boolean endable =
        ofModel
            && alert.state() != Alert.State.CLOSED
            && alert.end().phase() != Containment.Phase.DONE;
    return new AlertView(
        alert.id(),
        finding.rule().title(),
        finding.rule().severity().caption(),
        alert.state().name().toLowerCase(Locale.ROOT),
        finding.subject(),
        time(alert.opened()),
        finding.why(),
        finding.rule().advice(),
        numbers(finding, usedNow),
        finding.top().stream()
            .map(share -> new Row(share.destination().toString(), ByteText.of(share.bytes())))
            .toList(),
        finding.evidence().reversed().stream().map(AlertView::record).toList(),
        live.stream()
            .filter(holding -> holding.model().toString().equals(model))
            .map(holding -> new Row(holding.address().toString(), "since " + time(holding.begin())))
            .toList(),
        order(alert.freeze()),
        order(alert.end()),
        alert.history().stream()
            .map(entry -> new Entry(time(entry.at()), entry.who(), entry.what()))
            .toList(),
        endable ? model : "",
        alert.mayBecome(Alert.State.ACKNOWLEDGED),
        alert.mayBecome(Alert.State.CLOSED));
  }

  private static List<Figure> numbers(Finding finding, long usedNow) {
    return switch (finding.rule().unit()) {
      case REPORTS ->
          List.of(
              new Figure("Reports", Long.toString(finding.observed()), "egress reports concerned"));
      case TIMES ->
          List.of(
              new Figure(
                  "Observed",
                  Long.toString(finding.observed()),
                  "times it was seen since the start, until the alert opened"),
              new Figure(
                  "Expected",
                  Long.toString(finding.expected()),
                  "times, from an exporter that works and is alone in its name"));
      case MOVES ->
          List.of(
              new Figure(
                  "Refused",
                  Long.toString(finding.observed()),
                  "times the machine asked, until the alert opened"));
      case BYTES -> byteNumbers(finding, usedNow);
    };
  }

  private static List<Figure> byteNumbers(Finding finding, long usedNow) {
    var numbers = new ArrayList<Figure>();
    numbers.add(
        new Figure(
            "Observed",
            ByteText.of(finding.observed()),
            "bytes counted when the budget was crossed, " + finding.observed() + " exactly"));
    numbers.add(
        new Figure(
            "Allowed",
            ByteText.of(finding.expected()),
            "bytes that may leave in 30 days before someone is told"));
    numbers.add(
        new Figure(
            "Of the budget",
            ByteText.percent(finding.observed(), finding.expected()),
            "100 % is the budget; an alert opens above it"));
    if (finding.weightBytes() > 0) {
      numbers.add(
          new Figure(
              "Of the model",
              ByteText.percent(finding.observed(), finding.weightBytes()),
              "if all of it were weights, uncompressed, of " + ByteText.of(finding.weightBytes())));
    }
    if (usedNow > 0) {
      numbers.add(
          new Figure("Now", ByteText.of(usedNow), "bytes in the last 30 days at this moment"));
    }
    return numbers;
  }

  private static Flow record(FlowRecord record) {
    return new Flow(
        time(record.end()),
        endpoint(record.source().toString(), record.sourcePort()),
        endpoint(record.destination().toString(), record.destinationPort()),
        ByteText.of(record.octets())
            + (record.oneIn() > 1 ? " (from 1:" + record.oneIn() + ")" : ""),
        Duration.between(record.start(), record.end()).toMillis() / 1000.0 + " s",
        record.exporter().toString());
  }

  private static String endpoint(String address, int port) {
    if (port == 0) {
      return address;
    }
    return address.contains(":") ? "[" + address + "]:" + port : address + ":" + port;
  }

  private static Order order(Containment order) {
    var ended = new ArrayList<Row>();
    order.leases().forEach(lease -> ended.add(new Row("lease", lease)));
    order.nodes().forEach(node -> ended.add(new Row("node", node)));
    return new Order(
        order.phase().name().toLowerCase(Locale.ROOT),
        order.detail(),
        time(order.at()),
        order.attempts(),
        ended);
  }

  static String time(Instant instant) {
    return TIME.format(instant);
  }
}
