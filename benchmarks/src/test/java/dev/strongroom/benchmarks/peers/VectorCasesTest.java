package dev.strongroom.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.wire.testing.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VectorCasesTest {
  /// Quotes for which the vectors hold no collateral of their date.
  private static final Set<String> WITHOUT_COLLATERAL =
      Set.of("tdx/v4-ccel-live", "tdx/v4-perfmon-attr");

  @Test
  void takesEveryFolderWithEvidenceThatCanBeVerified(@TempDir Path made) throws Exception {
    var vectors = Vectors.path("");
    var cpu = vectors.resolve("cpu").toAbsolutePath().normalize();
    var taken =
        VectorCases.of(vectors, made).keySet().stream()
            .map(input -> cpu.relativize(Path.of(input.evidence())).subpath(0, 2).toString())
            .collect(Collectors.toCollection(TreeSet::new));

    var expected = evidence(cpu);
    expected.removeAll(WITHOUT_COLLATERAL);
    assertThat(taken).isEqualTo(expected);
  }

  private static Set<String> evidence(Path cpu) throws IOException {
    var found = new TreeSet<String>();
    for (var scheme : Set.of("snp", "sgx", "tdx")) {
      try (var folders = Files.list(cpu.resolve(scheme))) {
        folders
            .filter(VectorCasesTest::holdsEvidence)
            .forEach(folder -> found.add(scheme + "/" + folder.getFileName()));
      }
    }
    return found;
  }

  private static boolean holdsEvidence(Path folder) {
    return Set.of("report.bin", "quote.bin", "quote.dat").stream()
        .anyMatch(name -> Files.exists(folder.resolve(name)));
  }

  @Test
  void ourVerdictIsThatOfThePage(@TempDir Path made) throws Exception {
    var vectors = Vectors.path("");
    for (var entry : VectorCases.of(vectors, made).entrySet()) {
      var ours = OurVerifier.run(entry.getKey(), 0, 1);
      assertThat(entry.getValue()).as(entry.getKey().name()).startsWith(ours.verdict());
    }
  }
}
