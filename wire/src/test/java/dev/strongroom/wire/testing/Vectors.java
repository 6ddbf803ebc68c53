package dev.strongroom.wire.testing;

import dev.strongroom.wire.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/// The folder of genuine evidence and captures. A test that needs it is skipped, and says so, where
/// the folder does not exist; `./dev check` counts those skips.
public final class Vectors {
  private static final Path ROOT =
      Path.of(System.getProperty("strongroom.vectors", "../shared/vectors")).normalize();

  private Vectors() {}

  /// The folder or file `path` below the vectors; skips the calling test without the vectors.
  public static Path path(String path) {
    Assumptions.assumeTrue(
        Files.isDirectory(ROOT), () -> "VECTORS MISSING: no folder " + ROOT.toAbsolutePath());
    var found = ROOT.resolve(path);
    if (!Files.exists(found)) {
      throw new IllegalStateException("the vectors have no " + path);
    }
    return found;
  }

  /// The content of file `path`; skips the calling test without the vectors.
  public static Bytes read(String path) {
    try {
      return Bytes.copyOf(Files.readAllBytes(path(path)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
