package dev.strongroom.gateway.edge;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// Remembers the next egress report's sequence over restarts, so that a new process neither repeats
/// numbers nor starts from 1. Used by one thread.
final class SequenceFile {
  private final Path file;

  SequenceFile(Path file) {
    this.file = file;
  }

  /// The next sequence; 1 without a file.
  ///
  /// @throws IOException if the file holds no number
  long load() throws IOException {
    if (!Files.exists(file)) {
      return 1;
    }
    try {
      return Long.parseLong(Files.readString(file, StandardCharsets.US_ASCII).strip());
    } catch (NumberFormatException e) {
      throw new IOException(file + " holds no sequence number", e);
    }
  }

  void store(long next) throws IOException {
    var fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(fresh, next + "\n", StandardCharsets.US_ASCII);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
