package dev.strongroom.wire.testing;

import dev.strongroom.wire.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/// The folder of genuine evidence and captures. A test that needs it is skipped, and says so, where
/// the folder does not exist; `./dev check` counts those skips.
public final class Vectors {
  private static final Path ROOT =
      Path.of(System.getProperty("strongroom.vectors", "../shared/vectors")).normalize();

  private static final Path ROWS = Path.of("target", "vectors.tsv");

  private static final int SHOWN_CHARACTERS = 240;

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

  /// Fails unless `got` is what the page of the vectors says, and leaves a row for the table of
  /// `./dev vectors` either way.
  ///
  /// @param folder below the vectors, such as `cpu/snp/milan-v2-vcek`
  public static void compare(String folder, Object expected, Object got) {
    var row = String.join("\t", folder, flat(expected), flat(got)) + "\n";
    try {
      Files.createDirectories(ROWS.getParent());
      Files.writeString(ROWS, row, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Assertions.assertEquals(expected, got, folder);
  }

  /// The value on one line; a long one by its start and its digest.
  private static String flat(Object value) {
    var text = value.toString().replaceAll("\\s+", " ");
    return text.length() <= SHOWN_CHARACTERS
        ? text
        : text.substring(0, 32) + "… SHA-256 " + Bytes.utf8(text).sha256().hex().substring(0, 16);
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
