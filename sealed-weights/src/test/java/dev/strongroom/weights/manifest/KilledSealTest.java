package dev.strongroom.weights.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.weights.IntegrityException;
import dev.strongroom.weights.IntegrityException.Fault;
import dev.strongroom.wire.dsse.SigningKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Ends a sealing process in the middle, as Ctrl-C and a lost machine do.
class KilledSealTest {
  private static final String HALFWAY = "halfway";

  @TempDir private Path parent;

  /// Seals `args[0]` into `args[1]`, stops after 10 MB, says so, and waits to be killed.
  public static void main(String[] args) throws Exception {
    var forever = new CountDownLatch(1);
    try (var key = ModelKey.generate(1, SealedDirectory.RANDOM)) {
      Sealer.seal(
          Path.of(args[0]),
          Path.of(args[1]),
          SealedDirectory.request("model", 1),
          key,
          SigningKey.generate(SealedDirectory.RANDOM),
          SealedDirectory.RANDOM,
          (done, _) -> {
            if (done > 10_000_000) {
              System.out.println(HALFWAY);
              awaitTheEnd(forever);
            }
          });
    }
  }

  private static void awaitTheEnd(CountDownLatch forever) {
    try {
      forever.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void leavesNothingThatLooksLikeAModel() throws Exception {
    for (boolean forcibly : new boolean[] {false, true}) {
      var directory = SealedDirectory.withModel(parent);
      directory.write("zz-large", SealedDirectory.random(30_000_000, 9));
      killHalfway(directory, forcibly);

      assertThat(SealedDirectory.contentOf(directory.target))
          .isNotEmpty()
          .doesNotContainKey("manifest.dsse.json")
          .doesNotContainKey("keyring.json");
      refuses(Fault.MANIFEST_MISSING, directory);
      assertThatThrownBy(directory::seal)
          .hasMessageContaining("weights.target.occupied")
          .hasMessageContaining("broken off");
    }
  }

  private static void refuses(Fault fault, SealedDirectory directory) {
    assertThatThrownBy(directory::open)
        .isInstanceOfSatisfying(
            IntegrityException.class, e -> assertThat(e.fault()).isEqualTo(fault));
  }

  private static void killHalfway(SealedDirectory directory, boolean forcibly) throws Exception {
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                KilledSealTest.class.getName(),
                directory.source.toString(),
                directory.target.toString())
            .redirectErrorStream(true)
            .start();
    try (var out = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(out.readLine()).isEqualTo(HALFWAY);
    } finally {
      if (forcibly) {
        process.destroyForcibly();
      } else {
        process.destroy();
      }
      process.waitFor();
    }
  }
}
