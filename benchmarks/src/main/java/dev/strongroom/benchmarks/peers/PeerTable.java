package dev.strongroom.benchmarks.peers;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/// Results side by side, as Markdown: a line for each case and peer, ratios, and the words of
/// everyone where verdicts differ. Rates are those of the best round: what else runs on the machine
/// only ever slows one down.
final class PeerTable {
  private final SequencedMap<String, String> pages;
  private final List<PeerResult> results;

  /// @param pages what the vectors' pages say of each case, by its name
  PeerTable(SequencedMap<String, String> pages, List<PeerResult> results) {
    this.pages = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(pages));
    this.results = List.copyOf(results);
  }

  /// One line of the table: one case, us and one peer.
  private record Row(
      String name,
      String expected,
      Optional<PeerResult> ours,
      PeerResult theirs,
      double ourCold,
      double theirCold,
      double ourWarm,
      double theirWarm) {

    String cells() {
      return "| "
          + String.join(
              " | ",
              name,
              expected,
              ours.map(PeerResult::verdict).orElse("not in this build"),
              theirs.verdict() + " (" + library(theirs) + ")",
              rate(ourCold),
              rate(theirCold),
              ratio(ourCold, theirCold),
              rate(ourWarm),
              rate(theirWarm),
              ratio(ourWarm, theirWarm))
          + " |";
    }

    boolean differs() {
      boolean accept = expected.equals("accept");
      return theirs.accepts() != accept || ours.filter(o -> o.accepts() != accept).isPresent();
    }
  }

  String markdown() {
    var rows = rows();
    var out = new ArrayList<String>();
    out.add(
        "| case | the page says | ours | peer | cold: ours/s | peer/s | ratio"
            + " | warm: ours/s | peer/s | ratio |");
    out.add("|---|---|---|---|---:|---:|---:|---:|---:|---:|");
    rows.forEach(row -> out.add(row.cells()));
    out.add("");
    out.addAll(means(rows));
    out.add("");
    out.add("Verdicts that differ, in their own words:");
    out.add("");
    for (var row : rows) {
      if (row.differs()) {
        out.add("- " + row.name() + ", the page says " + row.expected());
        row.ours().ifPresent(ours -> out.add("  - ours: " + words(ours)));
        out.add("  - " + library(row.theirs()) + ": " + words(row.theirs()));
      }
    }
    return String.join("\n", out) + "\n";
  }

  private List<Row> rows() {
    var rows = new ArrayList<Row>();
    pages.forEach(
        (name, expected) ->
            results.stream()
                .filter(result -> result.name().equals(name))
                .map(PeerResult::peer)
                .distinct()
                .filter(peer -> !peer.equals(PeerResult.OURS))
                .forEach(peer -> rows.add(row(name, expected, peer))));
    return rows;
  }

  private Row row(String name, String expected, String peer) {
    return new Row(
        name,
        expected,
        of(name, PeerResult.OURS).stream().findFirst(),
        of(name, peer).getFirst(),
        best(name, PeerResult.OURS, PeerResult::coldRate),
        best(name, peer, PeerResult::coldRate),
        best(name, PeerResult.OURS, PeerResult::warmRate),
        best(name, peer, PeerResult::warmRate));
  }

  private List<PeerResult> of(String name, String peer) {
    return results.stream()
        .filter(result -> result.name().equals(name) && result.peer().equals(peer))
        .toList();
  }

  private double best(String name, String peer, ToDoubleFunction<PeerResult> rate) {
    return of(name, peer).stream().mapToDouble(rate).max().orElse(0);
  }

  /// Geometric mean of the ratios, a line for each peer.
  private static List<String> means(List<Row> rows) {
    var byPeer = new TreeMap<String, List<Row>>(Comparator.naturalOrder());
    rows.forEach(
        row -> byPeer.computeIfAbsent(library(row.theirs()), _ -> new ArrayList<>()).add(row));
    var out = new ArrayList<String>();
    byPeer.forEach(
        (peer, its) ->
            out.add(
                "%s: geometric mean of ours/peer cold %s, warm %s"
                    .formatted(
                        peer,
                        mean(its, Row::ourCold, Row::theirCold),
                        mean(its, Row::ourWarm, Row::theirWarm))));
    return out;
  }

  private static String mean(
      List<Row> rows, ToDoubleFunction<Row> ours, ToDoubleFunction<Row> theirs) {
    var logs =
        rows.stream()
            .filter(row -> ours.applyAsDouble(row) > 0 && theirs.applyAsDouble(row) > 0)
            .mapToDouble(row -> Math.log(ours.applyAsDouble(row) / theirs.applyAsDouble(row)))
            .average();
    return logs.isEmpty() ? "not measured" : "%.2f".formatted(Math.exp(logs.getAsDouble()));
  }

  private static String library(PeerResult result) {
    return result.peer().substring(result.peer().lastIndexOf('/') + 1) + " " + result.version();
  }

  private static String words(PeerResult result) {
    return result.verdict() + (result.reason().isEmpty() ? "" : ": " + result.reason());
  }

  private static String rate(double rate) {
    return rate == 0 ? "–" : "%.0f".formatted(rate);
  }

  private static String ratio(double ours, double theirs) {
    return ours == 0 || theirs == 0 ? "–" : "%.2f".formatted(ours / theirs);
  }
}
