package dev.strongroom.weights.engine;

import dev.strongroom.weights.format.SealedFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The unit of work of one worker: sixteen segments, 1 MiB of ciphertext, counted from the start of
/// the object, header included.
final class Ranges {
  static final int SEGMENTS = 16;
  static final int CIPHERTEXT_BYTES = SEGMENTS * SealedFormat.SEGMENT_BYTES;

  private Ranges() {}

  /// Number of ranges of an object.
  static long count(long plaintextBytes) {
    return Math.ceilDiv(SealedFormat.segments(plaintextBytes), (long) SEGMENTS);
  }

  /// One range with its place.
  record Range(long first, long end, long plaintextStart, int plaintextLength) {
    static Range of(long number, long plaintextBytes) {
      long first = number * SEGMENTS;
      long end = Math.min(first + SEGMENTS, SealedFormat.segments(plaintextBytes));
      long start = SealedFormat.plaintextStart(first);
      long stop = Math.min(SealedFormat.plaintextStart(end), plaintextBytes);
      return new Range(first, end, start, (int) (stop - start));
    }

    long ciphertextStart() {
      return first * SealedFormat.SEGMENT_BYTES;
    }

    int ciphertextLength() {
      int header = first == 0 ? SealedFormat.HEADER_BYTES : 0;
      return header + plaintextLength + (int) (end - first) * SealedFormat.TAG_BYTES;
    }
  }

  /// Room for one range on both sides. One worker holds it at a time.
  static final class Buffer {
    final byte[] plain = new byte[SEGMENTS * SealedFormat.SEGMENT_PLAINTEXT_BYTES];
    final byte[] sealed = new byte[CIPHERTEXT_BYTES];
  }

  /// Buffers to be used again, for one thread. Plaintext is wiped on close.
  static final class Pool implements AutoCloseable {
    private final ArrayDeque<Buffer> idle = new ArrayDeque<>();
    private final List<Buffer> all = new ArrayList<>();

    Buffer acquire() {
      var found = idle.poll();
      if (found != null) {
        return found;
      }
      var fresh = new Buffer();
      all.add(fresh);
      return fresh;
    }

    void release(Buffer buffer) {
      idle.push(buffer);
    }

    @Override
    public void close() {
      all.forEach(buffer -> Arrays.fill(buffer.plain, (byte) 0));
    }
  }

  /// Reads up to `length` bytes at `position`; fewer only at the end of the file.
  static int read(FileChannel channel, long position, byte[] target, int at, int length)
      throws IOException {
    var buffer = ByteBuffer.wrap(target, at, length);
    while (buffer.hasRemaining()) {
      int read = channel.read(buffer, position + buffer.position() - at);
      if (read < 0) {
        break;
      }
    }
    return buffer.position() - at;
  }

  /// Writes all of `length` bytes at `position`.
  static void write(FileChannel channel, long position, byte[] source, int length)
      throws IOException {
    var buffer = ByteBuffer.wrap(source, 0, length);
    while (buffer.hasRemaining()) {
      channel.write(buffer, position + buffer.position());
    }
  }
}
