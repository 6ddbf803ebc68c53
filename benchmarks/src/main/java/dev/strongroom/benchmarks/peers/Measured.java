package dev.strongroom.benchmarks.peers;

import dev.strongroom.wire.MalformedException;

/// How long something takes that is done many times.
final class Measured {
  /// One verification that must accept.
  interface Step {
    void run() throws MalformedException;
  }

  private Measured() {}

  /// Seconds that `iterations` take after `warmup` of them.
  static double seconds(Step step, int warmup, int iterations) throws MalformedException {
    repeat(step, warmup);
    long start = System.nanoTime();
    repeat(step, iterations);
    return (System.nanoTime() - start) / 1e9;
  }

  private static void repeat(Step step, int times) throws MalformedException {
    for (int i = 0; i < times; i++) {
      step.run();
    }
  }
}
