package dev.strongroom.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Benchmark;

/// Each thing that is timed does what it says, once.
@Tag("vectors")
class AttestationBenchmarkTest {
  @Test
  void everyBenchmarkRuns() throws Exception {
    var benchmark = new AttestationBenchmark();
    int run = 0;
    for (var method : AttestationBenchmark.class.getMethods()) {
      if (method.isAnnotationPresent(Benchmark.class)) {
        assertThat(method.invoke(benchmark)).as(method.getName()).isNotNull();
        run++;
      }
    }
    assertThat(run).isGreaterThan(10);
  }
}
