package dev.strongroom.weights.engine;

import dev.strongroom.weights.IntegrityException;
import dev.strongroom.weights.IntegrityException.Fault;
import dev.strongroom.weights.format.SealedFormat;
import dev.strongroom.weights.format.SealedObject;
import dev.strongroom.weights.format.SegmentCipher;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/// Reads ranges of one object for one thread at a time. Keeps the last opened segment, so that
/// small reads in a row open it once.
final class SegmentReader {
  /// Segments fetched from the file by one call: half of the largest read that FUSE makes.
  private static final int FETCH_SEGMENTS = 8;

  private final FileChannel channel;
  private final SealedObject pinned;
  private final SegmentCipher cipher;
  private final long lastSegment;
  private final byte[] sealed = new byte[FETCH_SEGMENTS * SealedFormat.SEGMENT_BYTES];
  private final byte[] plain = new byte[SealedFormat.SEGMENT_PLAINTEXT_BYTES];
  private long opened = -1;

  SegmentReader(FileChannel channel, SealedObject pinned, SegmentCipher cipher) {
    this.channel = channel;
    this.pinned = pinned;
    this.cipher = cipher;
    this.lastSegment = SealedFormat.segments(pinned.plaintextBytes()) - 1;
  }

  /// Reads until `target` is full or the file ends; `position` lies before the end.
  int read(long position, ByteBuffer target) throws IOException, IntegrityException {
    long end = position + Math.min(target.remaining(), pinned.plaintextBytes() - position);
    long at = position;
    while (at < end) {
      long first = SealedFormat.segmentAt(at);
      if (first == opened) {
        at += release(first, at, end, target);
        continue;
      }
      long stop = Math.min(SealedFormat.segmentAt(end - 1) + 1, first + FETCH_SEGMENTS);
      fetch(first, stop);
      int from = 0;
      for (long segment = first; segment < stop; segment++) {
        int length = ciphertextLength(segment);
        open(segment, from, length);
        from += length;
        at += release(segment, at, end, target);
      }
    }
    return (int) (end - position);
  }

  private void fetch(long first, long stop) throws IOException, IntegrityException {
    long start = SealedFormat.ciphertextStart(first);
    long last = SealedFormat.ciphertextStart(stop - 1) + ciphertextLength(stop - 1);
    int length = (int) (last - start);
    if (Ranges.read(channel, start, sealed, 0, length) != length) {
      throw new IntegrityException(
          Fault.TRUNCATED,
          "object " + pinned.name() + " ended before segment " + stop + " while it was read");
    }
  }

  private void open(long segment, int from, int length) throws IntegrityException {
    opened = -1;
    cipher.open(segment, segment == lastSegment, sealed, from, length, plain, 0);
    opened = segment;
  }

  /// Hands out what `target` wants of the opened segment.
  private int release(long segment, long at, long end, ByteBuffer target) {
    long start = SealedFormat.plaintextStart(segment);
    int length = SealedFormat.plaintextLength(segment, pinned.plaintextBytes());
    int from = (int) (at - start);
    int count = (int) Math.min(length - from, end - at);
    target.put(plain, from, count);
    return count;
  }

  private int ciphertextLength(long segment) {
    return SealedFormat.plaintextLength(segment, pinned.plaintextBytes()) + SealedFormat.TAG_BYTES;
  }

  void wipe() {
    opened = -1;
    Arrays.fill(plain, (byte) 0);
  }
}
