package dev.strongroom.collateral.cache;

import dev.strongroom.wire.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// Files that are whole or absent, also after a crash.
final class DurableFiles {
  private DurableFiles() {}

  /// Puts `content` into `file`: written beside it, flushed, then renamed over it.
  static void write(Path file, Bytes content) throws IOException {
    var next = file.resolveSibling(file.getFileName() + ".next");
    try (var channel =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      var buffer = ByteBuffer.wrap(content.toArray());
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (var directory = FileChannel.open(next.resolveSibling("."), StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  /// At most `maxBytes` of `file`, and one more if it is longer. Follows no link.
  static Bytes read(Path file, int maxBytes) throws IOException {
    try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return Bytes.copyOf(in.readNBytes(maxBytes + 1));
    }
  }
}
