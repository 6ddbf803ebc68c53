package dev.strongroom.attestation.fuzz;

import dev.strongroom.attestation.fuzz.Parsers.Parser;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.testing.Vectors;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/// Genuine inputs, read in place.
final class Seeds {
  /// More than any file that the parsers accept.
  private static final int MAX_SEED_BYTES = 1 << 20;

  private Seeds() {}

  /// The distinct inputs of `parser`, at least one, in the order of their paths. Skips the calling
  /// test without the vectors.
  static List<Bytes> of(Parser parser) throws IOException {
    var root = Vectors.path(".");
    var found = new LinkedHashSet<Bytes>();
    for (var glob : parser.seeds()) {
      var matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
      for (var file : files(root)) {
        if (matcher.matches(root.relativize(file)) && Files.size(file) <= MAX_SEED_BYTES) {
          found.add(parser.form().apply(Bytes.copyOf(Files.readAllBytes(file))));
        }
      }
    }
    if (found.isEmpty()) {
      throw new IllegalStateException("no vector matches " + parser.seeds());
    }
    return new ArrayList<>(found);
  }

  private static List<Path> files(Path root) throws IOException {
    try (var walk = Files.walk(root)) {
      return walk.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
