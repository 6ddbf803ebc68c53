package dev.strongroom.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PeerTableTest {
  private static PeerResult ours(double seconds) {
    return new PeerResult("strongroom", "", "snp/one", "accept", "", 100, seconds, 100, 1);
  }

  private static PeerResult theirs(String verdict, int warm) {
    return new PeerResult(
        "example.org/lib", "v1", "snp/one", verdict, "its words", 100, 2, warm, 1);
  }

  private static String table(PeerResult... results) {
    var pages = new LinkedHashMap<>(Map.of("snp/one", "accept"));
    return new PeerTable(pages, List.of(results)).markdown();
  }

  @Test
  void comparesTheBestRounds() {
    assertThat(table(ours(5), ours(1), ours(100), theirs("accept", 50), theirs("accept", 40)))
        .contains(
            "| snp/one | accept | accept | accept (lib v1) | 100 | 50 | 2.00 | 100 | 50 | 2.00 |")
        .contains("lib v1: geometric mean of ours/peer cold 2.00, warm 2.00");
  }

  @Test
  void leavesOpenWhatWasNotMeasured() {
    assertThat(table(ours(1), theirs("accept", 0))).contains("| 100 | 50 | 2.00 | 100 | – | – |");
    assertThat(table(theirs("accept", 0))).contains("| not in this build | accept (lib v1) |");
  }

  @Test
  void quotesEveryoneWhereVerdictsDiffer() {
    assertThat(table(ours(1), theirs("reject", 0)))
        .contains("- snp/one, the page says accept")
        .contains("  - ours: accept\n")
        .contains("  - lib v1: reject: its words");
  }
}
