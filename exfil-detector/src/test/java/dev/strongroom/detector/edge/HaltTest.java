package dev.strongroom.detector.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HaltTest {
  /// A process that would not end by itself, and whose hooks would wait for ever.
  static final class Doomed {
    private Doomed() {}

    public static void main(String[] args) {
      Runtime.getRuntime().addShutdownHook(new Thread(Doomed::forEver));
      Thread.ofPlatform().start(Doomed::forEver);
      Halt.ofProcess().now("thread collector-decode: as if");
    }

    private static void forEver() {
      while (true) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void endsTheProcessAtOnceWithOneLine() throws Exception {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var process =
        new ProcessBuilder(
                java, "-cp", System.getProperty("java.class.path"), Doomed.class.getName())
            .redirectErrorStream(true)
            .start();
    try {
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(2);
      var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(said.lines())
          .filteredOn(line -> line.contains("the detector ends"))
          .singleElement()
          .asString()
          .contains("thread collector-decode: as if");
    } finally {
      process.destroyForcibly();
    }
  }
}
