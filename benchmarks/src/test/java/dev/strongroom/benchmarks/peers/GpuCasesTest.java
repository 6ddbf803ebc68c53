package dev.strongroom.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.wire.testing.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GpuCasesTest {
  /// Switches alone, and what other documents hold too or hold deeper inside.
  private static final Set<String> NOT_TAKEN =
      Set.of(
          "nvswitch/ls10-96.10.55.00.01",
          "nvswitch/negative-bad-signature",
          "nvswitch/ls10-x4-same-device.json",
          "other/venice-tdx-8xh200/tee-attestation.json",
          "nras/h200-595.71.05-1gpu-tdx-bound-ok/tinfoil-attestation-v3.json");

  @Test
  void takesEverySetWithAGpu(@TempDir Path made) throws Exception {
    var vectors = Vectors.path("");
    var taken = new TreeSet<String>();
    for (var input : GpuCases.of(vectors, made).keySet()) {
      taken.add(input.name().replaceFirst(", .*", ""));
    }

    var gpu = vectors.resolve("gpu");
    var there = evidence(gpu);
    assertThat(there).containsAll(NOT_TAKEN);
    there.removeAll(NOT_TAKEN);
    assertThat(there.remove("nvswitch/ppcie-hgx-590.12/gpu_evidence.json")).isTrue();
    assertThat(there.remove("nvswitch/ppcie-hgx-590.12/switch_evidence.json")).isTrue();
    there.add("nvswitch/ppcie-hgx-590.12/*.json");
    assertThat(taken).isEqualTo(there);
  }

  /// Folders with a report, and documents with some.
  private static Set<String> evidence(Path gpu) throws IOException {
    var found = new TreeSet<String>();
    try (var files = Files.walk(gpu)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        var name = gpu.relativize(file).toString();
        if (file.endsWith("report.bin")) {
          found.add(gpu.relativize(file.getParent()).toString());
        } else if (name.endsWith(".json") && Files.readString(file).contains("\"evidence")) {
          found.add(name);
        }
      }
    }
    return found;
  }

  @Test
  void ourVerdictIsThatOfThePage(@TempDir Path made) throws Exception {
    for (var entry : GpuCases.of(Vectors.path(""), made).entrySet()) {
      var ours = OurGpu.run(entry.getKey(), 0, 1);
      assertThat(entry.getValue())
          .as(entry.getKey().name() + ": " + ours.reason())
          .startsWith(ours.verdict());
    }
  }

  @Test
  void ourProgramSaysTheSame(@TempDir Path made) throws Exception {
    var first = GpuCases.of(Vectors.path(""), made).keySet().iterator().next();
    var list = PeerRun.list(made.resolve("list.jsonl"), Set.of(first));

    var results = GpuProgram.fresh().run(list, 0, 0);

    assertThat(results).extracting(PeerResult::verdict).containsExactly("accept");
    assertThat(results).extracting(PeerResult::name).containsExactly(first.name());
  }
}
