package dev.strongroom.weights.engine;

import dev.strongroom.weights.IntegrityException;
import dev.strongroom.weights.engine.Ranges.Range;
import dev.strongroom.weights.format.CryptoProvider;
import dev.strongroom.weights.format.ObjectKey;
import dev.strongroom.weights.format.SealedFormat;
import dev.strongroom.weights.format.SegmentCipher;
import dev.strongroom.wire.Bytes;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/// Seals objects, several at a time. Each is written under a temporary name, forced to disk and
/// only then renamed; closing early removes what was not. Memory is bounded by the number of
/// workers. For one calling thread.
public final class ObjectSealer implements AutoCloseable {
  private final OrderedPipeline pipeline;
  private final Ranges.Pool buffers = new Ranges.Pool();
  private final Progress progress;
  private final long totalBytes;
  private final Set<Job> open = new HashSet<>();
  private long doneBytes;

  /// @param workers threads that seal, 1 to 256
  /// @param totalBytes plaintext of all objects to come, for `progress` and the warm-up
  public ObjectSealer(int workers, long totalBytes, Progress progress) {
    CryptoProvider.chosen().warmUpFor(totalBytes);
    this.pipeline = new OrderedPipeline(workers);
    this.totalBytes = totalBytes;
    this.progress = progress;
  }

  /// Begins to seal `source` as the file `target`; closes `source` and `key` in the end.
  ///
  /// @param header the header that `key` was derived with
  /// @param done gets the SHA-256 of the object once it is whole, on this thread
  /// @throws IOException of this or of an earlier object
  /// @throws IntegrityException if this or an earlier source changed meanwhile
  public void seal(
      PlainSource source, Path target, ObjectKey key, Bytes header, Consumer<Bytes> done)
      throws IOException, IntegrityException {
    var job = begin(source, target, key, header, done);
    open.add(job);
    long ranges = Ranges.count(source.lengthBytes());
    for (long number = 0; number < ranges; number++) {
      pipeline.makeRoom();
      var range = Range.of(number, source.lengthBytes());
      var buffer = buffers.acquire();
      pipeline.submit(
          () -> {
            job.seal(range, buffer);
            return buffer;
          },
          result -> accept(job, range, result));
    }
  }

  private static Job begin(
      PlainSource source, Path target, ObjectKey key, Bytes header, Consumer<Bytes> done)
      throws IOException {
    var partial = target.resolveSibling("." + target.getFileName() + ".part");
    try {
      var out = FileChannel.open(partial, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      return new Job(source, target, partial, out, key, header, done);
    } catch (IOException e) {
      source.close();
      key.close();
      throw e;
    }
  }

  private void accept(Job job, Range range, Ranges.Buffer result) {
    job.digest.update(result.sealed, 0, range.ciphertextLength());
    buffers.release(result);
    doneBytes += range.plaintextLength();
    progress.advanced(Math.min(doneBytes, totalBytes), totalBytes);
    if (range.end() == job.segments) {
      pipeline.submit(
          job::settle,
          _ -> {
            open.remove(job);
            job.done.accept(Bytes.copyOf(job.digest.digest()));
          });
    }
  }

  /// Waits until every object is whole.
  ///
  /// @throws IOException if one cannot be written
  /// @throws IntegrityException if a source changed meanwhile
  public void finish() throws IOException, IntegrityException {
    pipeline.finish();
  }

  @Override
  public void close() throws IOException {
    pipeline.close();
    buffers.close();
    for (var job : open) {
      job.abandon();
    }
    open.clear();
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is required of every Java platform", e);
    }
  }

  /// One object under way.
  private static final class Job {
    private final PlainSource source;
    private final Path target;
    private final Path partial;
    private final FileChannel out;
    private final ObjectKey key;
    private final Bytes header;
    private final Consumer<Bytes> done;
    private final long segments;
    private final MessageDigest digest = sha256();

    Job(
        PlainSource source,
        Path target,
        Path partial,
        FileChannel out,
        ObjectKey key,
        Bytes header,
        Consumer<Bytes> done) {
      this.source = source;
      this.target = target;
      this.partial = partial;
      this.out = out;
      this.key = key;
      this.header = header;
      this.done = done;
      this.segments = SealedFormat.segments(source.lengthBytes());
    }

    void seal(Range range, Ranges.Buffer buffer) throws IOException, IntegrityException {
      source.read(range.plaintextStart(), buffer.plain, range.plaintextLength());
      int at = 0;
      if (range.first() == 0) {
        System.arraycopy(header.toArray(), 0, buffer.sealed, 0, header.length());
        at = header.length();
      }
      SegmentCipher cipher = key.cipher();
      int from = 0;
      for (long segment = range.first(); segment < range.end(); segment++) {
        int length = SealedFormat.plaintextLength(segment, source.lengthBytes());
        boolean last = segment == segments - 1;
        at += cipher.seal(segment, last, buffer.plain, from, length, buffer.sealed, at);
        from += length;
      }
      Ranges.write(out, range.ciphertextStart(), buffer.sealed, range.ciphertextLength());
    }

    Path settle() throws IOException, IntegrityException {
      source.requireUnchanged();
      source.close();
      key.close();
      out.force(true);
      out.close();
      return Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
    }

    void abandon() throws IOException {
      source.close();
      key.close();
      out.close();
      Files.deleteIfExists(partial);
    }
  }
}
