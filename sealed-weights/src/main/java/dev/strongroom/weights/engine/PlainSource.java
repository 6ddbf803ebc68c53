package dev.strongroom.weights.engine;

import dev.strongroom.weights.IntegrityException;
import dev.strongroom.weights.IntegrityException.Fault;
import dev.strongroom.wire.Bytes;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Plaintext to be sealed, of a length that is known beforehand and must not change. Safe for use
/// by several threads.
public sealed interface PlainSource extends Closeable {
  /// Its length.
  long lengthBytes();

  /// Fills `target` from `position`.
  ///
  /// @throws IntegrityException if the source turns out shorter
  void read(long position, byte[] target, int length) throws IOException, IntegrityException;

  /// Requires that the source still has its length.
  ///
  /// @throws IntegrityException if it grew or shrank
  void requireUnchanged() throws IOException, IntegrityException;

  /// A regular file, not a link.
  ///
  /// @throws IntegrityException if it no longer has `lengthBytes`
  static PlainSource ofFile(Path file, long lengthBytes) throws IOException, IntegrityException {
    var channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    try {
      var source = new OfFile(file, channel, lengthBytes);
      source.requireUnchanged();
      return source;
    } catch (IOException | IntegrityException e) {
      channel.close();
      throw e;
    }
  }

  /// Bytes in memory.
  static PlainSource ofBytes(Bytes bytes) {
    return new OfBytes(bytes);
  }

  /// A file that stays open.
  record OfFile(Path file, FileChannel channel, long lengthBytes) implements PlainSource {
    @Override
    public void read(long position, byte[] target, int length)
        throws IOException, IntegrityException {
      if (Ranges.read(channel, position, target, 0, length) != length) {
        requireUnchanged();
        throw new IntegrityException(Fault.SOURCE_CHANGED, file + " ended early");
      }
    }

    @Override
    public void requireUnchanged() throws IOException, IntegrityException {
      if (channel.size() != lengthBytes) {
        throw new IntegrityException(
            Fault.SOURCE_CHANGED, file + " has " + channel.size() + " bytes, had " + lengthBytes);
      }
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  /// Bytes in memory.
  record OfBytes(Bytes bytes) implements PlainSource {
    @Override
    public long lengthBytes() {
      return bytes.length();
    }

    @Override
    public void read(long position, byte[] target, int length) {
      int from = Math.toIntExact(position);
      System.arraycopy(bytes.slice(from, from + length).toArray(), 0, target, 0, length);
    }

    @Override
    public void requireUnchanged() {}

    @Override
    public void close() {}
  }
}
