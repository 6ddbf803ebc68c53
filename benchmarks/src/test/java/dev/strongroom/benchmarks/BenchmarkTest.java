package dev.strongroom.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.ArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;

/// Each thing that is timed does what it says, once.
@Tag("vectors")
class BenchmarkTest {
  @ParameterizedTest
  @ValueSource(classes = {AttestationBenchmark.class, GpuBenchmark.class})
  void everyBenchmarkRuns(Class<?> benchmarks) throws Exception {
    var benchmark = benchmarks.getConstructor().newInstance();
    int run = 0;
    for (var method : benchmarks.getMethods()) {
      if (method.isAnnotationPresent(Benchmark.class)) {
        var seen = method.invoke(benchmark, states(method));
        assertThat(seen).as(method.getName()).isNotNull();
        run++;
      }
    }
    assertThat(run).isGreaterThan(8);
  }

  /// What JMH would hand in.
  private static Object[] states(Method method) throws Exception {
    var states = new ArrayList<Object>();
    for (var type : method.getParameterTypes()) {
      var state = type.getConstructor().newInstance();
      for (var each : type.getMethods()) {
        if (each.isAnnotationPresent(Setup.class)) {
          each.invoke(state);
        }
      }
      states.add(state);
    }
    return states.toArray();
  }
}
