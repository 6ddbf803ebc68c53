package dev.strongroom.weights.engine;

import dev.strongroom.weights.IntegrityException;
import dev.strongroom.weights.IntegrityException.Fault;
import dev.strongroom.weights.engine.Ranges.Range;
import dev.strongroom.weights.format.CryptoProvider;
import dev.strongroom.weights.format.SealedFormat;
import dev.strongroom.weights.format.SealedObject;
import dev.strongroom.weights.format.SegmentCipher;
import dev.strongroom.wire.Bytes;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.util.Arrays;

/// Opens a whole object into a channel, ranges in parallel, in constant memory.
final class Opener {
  /// Makes a cipher for one range.
  interface Ciphers {
    SegmentCipher next() throws IOException;
  }

  private final FileChannel source;
  private final SealedObject pinned;
  private final Ciphers ciphers;
  private final FileChannel target;
  private final Progress progress;
  private final MessageDigest digest = ObjectSealer.sha256();
  private long doneBytes;

  private Opener(
      FileChannel source,
      SealedObject pinned,
      Ciphers ciphers,
      FileChannel target,
      Progress progress) {
    this.source = source;
    this.pinned = pinned;
    this.ciphers = ciphers;
    this.target = target;
    this.progress = progress;
  }

  /// As [SealedFile#copyTo].
  static void copy(
      FileChannel source,
      SealedObject pinned,
      Ciphers ciphers,
      FileChannel target,
      int workers,
      Progress progress)
      throws IOException, IntegrityException {
    CryptoProvider.chosen().warmUpFor(pinned.plaintextBytes());
    boolean whole = false;
    try {
      new Opener(source, pinned, ciphers, target, progress).run(workers);
      whole = true;
    } finally {
      if (!whole && target.isOpen()) {
        target.truncate(0);
      }
    }
  }

  private void run(int workers) throws IOException, IntegrityException {
    try (var buffers = new Ranges.Pool();
        var pipeline = new OrderedPipeline(workers)) {
      long ranges = Ranges.count(pinned.plaintextBytes());
      for (long number = 0; number < ranges; number++) {
        pipeline.makeRoom();
        var range = Range.of(number, pinned.plaintextBytes());
        var buffer = buffers.acquire();
        pipeline.submit(
            () -> {
              open(range, buffer);
              return buffer;
            },
            opened -> {
              digest.update(opened.sealed, 0, range.ciphertextLength());
              buffers.release(opened);
              doneBytes += range.plaintextLength();
              progress.advanced(doneBytes, pinned.plaintextBytes());
            });
      }
      pipeline.finish();
    }
    SealedFile.requireLength(source, pinned);
    SealedFile.requireDigest(digest, pinned);
    target.truncate(pinned.plaintextBytes());
  }

  private void open(Range range, Ranges.Buffer buffer) throws IOException, IntegrityException {
    int length = range.ciphertextLength();
    if (Ranges.read(source, range.ciphertextStart(), buffer.sealed, 0, length) != length) {
      throw new IntegrityException(
          Fault.TRUNCATED,
          "object "
              + pinned.name()
              + " ended before segment "
              + range.end()
              + " while it was read");
    }
    int from = 0;
    if (range.first() == 0) {
      from = SealedFormat.HEADER_BYTES;
      SealedFile.requireHeader(Bytes.copyOf(Arrays.copyOf(buffer.sealed, from)), pinned);
    }
    var cipher = ciphers.next();
    long lastSegment = SealedFormat.segments(pinned.plaintextBytes()) - 1;
    int at = 0;
    for (long segment = range.first(); segment < range.end(); segment++) {
      int sealedLength =
          SealedFormat.plaintextLength(segment, pinned.plaintextBytes()) + SealedFormat.TAG_BYTES;
      at +=
          cipher.open(
              segment, segment == lastSegment, buffer.sealed, from, sealedLength, buffer.plain, at);
      from += sealedLength;
    }
    Ranges.write(target, range.plaintextStart(), buffer.plain, range.plaintextLength());
  }
}
