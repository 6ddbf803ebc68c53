package dev.strongroom.weights.engine;

import dev.strongroom.weights.IntegrityException;
import dev.strongroom.weights.IntegrityException.Fault;
import dev.strongroom.weights.format.ObjectKey;
import dev.strongroom.weights.format.SealedFormat;
import dev.strongroom.weights.format.SealedObject;
import dev.strongroom.weights.format.SegmentCipher;
import dev.strongroom.wire.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// One sealed object, open for reading. Length and header were compared with the manifest before
/// anything is read, and no byte is handed out before its segment has authenticated.
///
/// Range reads rest on the segments alone: whoever holds the object's key could have resealed a
/// segment. [#copyTo] also compares the digest that the owner signed. Thread-safe.
public final class SealedFile implements AutoCloseable {
  private final SealedObject pinned;
  private final ObjectKey key;
  private final FileChannel channel;
  private final ConcurrentLinkedQueue<SegmentReader> idle = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Consumer<SealedFile> onClose;

  private SealedFile(
      SealedObject pinned, ObjectKey key, FileChannel channel, Consumer<SealedFile> onClose) {
    this.pinned = pinned;
    this.key = key;
    this.channel = channel;
    this.onClose = onClose;
  }

  /// Opens the object at `path`.
  ///
  /// @param key stays the caller's; once closed, new reads fail
  /// @param onClose runs once, when this is closed
  /// @throws IntegrityException if it is missing, or its length or header is not the pinned one
  public static SealedFile open(
      Path path, SealedObject pinned, ObjectKey key, Consumer<SealedFile> onClose)
      throws IOException, IntegrityException {
    return new SealedFile(pinned, key, channel(path, pinned), onClose);
  }

  /// Compares the whole object at `path` with what the owner signed about it, without any key.
  ///
  /// @throws IntegrityException if it is missing, or length, header or digest is not the pinned one
  public static void verify(Path path, SealedObject pinned) throws IOException, IntegrityException {
    try (var channel = channel(path, pinned)) {
      var digest = ObjectSealer.sha256();
      var buffer = new byte[Ranges.CIPHERTEXT_BYTES];
      for (long at = 0; at < pinned.ciphertextBytes(); at += buffer.length) {
        digest.update(buffer, 0, Ranges.read(channel, at, buffer, 0, buffer.length));
      }
      requireLength(channel, pinned);
      requireDigest(digest, pinned);
    }
  }

  static void requireDigest(MessageDigest digest, SealedObject pinned) throws IntegrityException {
    var seen = Bytes.copyOf(digest.digest());
    if (!seen.equals(pinned.sha256())) {
      throw new IntegrityException(
          Fault.DIGEST_MISMATCH,
          "object " + pinned.name() + " has SHA-256 " + seen + ", signed is " + pinned.sha256());
    }
  }

  private static FileChannel channel(Path path, SealedObject pinned)
      throws IOException, IntegrityException {
    if (!Files.isRegularFile(path)) {
      throw missing(pinned);
    }
    FileChannel channel;
    try {
      channel = FileChannel.open(path, StandardOpenOption.READ);
    } catch (NoSuchFileException e) {
      throw missing(pinned);
    }
    try {
      requireLength(channel, pinned);
      requireHeader(channel, pinned);
      return channel;
    } catch (IOException | IntegrityException e) {
      channel.close();
      throw e;
    }
  }

  private static IntegrityException missing(SealedObject pinned) {
    return new IntegrityException(
        Fault.OBJECT_MISSING, "object " + pinned.name() + " is not among the objects");
  }

  static void requireLength(FileChannel channel, SealedObject pinned)
      throws IOException, IntegrityException {
    long size = channel.size();
    if (size != pinned.ciphertextBytes()) {
      throw new IntegrityException(
          size < pinned.ciphertextBytes() ? Fault.TRUNCATED : Fault.OVERLONG,
          "object "
              + pinned.name()
              + " has "
              + size
              + " bytes, the manifest says "
              + pinned.ciphertextBytes());
    }
  }

  private static void requireHeader(FileChannel channel, SealedObject pinned)
      throws IOException, IntegrityException {
    var header = new byte[SealedFormat.HEADER_BYTES];
    Ranges.read(channel, 0, header, 0, header.length);
    requireHeader(Bytes.copyOf(header), pinned);
  }

  static void requireHeader(Bytes header, SealedObject pinned) throws IntegrityException {
    if (!header.equals(pinned.header())) {
      throw new IntegrityException(
          Fault.HEADER_MISMATCH,
          "object " + pinned.name() + " begins with " + header + ", want " + pinned.header());
    }
  }

  /// Length of the plaintext.
  public long lengthBytes() {
    return pinned.plaintextBytes();
  }

  /// Reads plaintext from `position` until `target` is full or the file ends.
  ///
  /// @return bytes read, or -1 at or beyond the end
  /// @throws IntegrityException if a segment does not authenticate; what `target` got until then
  ///   did
  /// @throws ClosedChannelException once closed
  public int read(long position, ByteBuffer target) throws IOException, IntegrityException {
    if (position < 0) {
      throw new IllegalArgumentException("position is " + position + ", want 0 or more");
    }
    if (closed.get()) {
      throw new ClosedChannelException();
    }
    if (position >= lengthBytes()) {
      return -1;
    }
    var found = idle.poll();
    var reader = found == null ? new SegmentReader(channel, pinned, cipher()) : found;
    try {
      return reader.read(position, target);
    } finally {
      idle.add(reader);
      if (closed.get()) {
        wipe();
      }
    }
  }

  /// Writes the whole plaintext to `target` from its position 0, and cuts `target` to that length.
  /// After any failure `target` is empty; after an interruption it is closed, and for the caller to
  /// delete.
  ///
  /// @throws IntegrityException if a segment does not authenticate, or the object is not the one
  ///   that the owner signed
  public void copyTo(FileChannel target, int workers, Progress progress)
      throws IOException, IntegrityException {
    if (closed.get()) {
      throw new ClosedChannelException();
    }
    Opener.copy(channel, pinned, this::cipher, target, workers, progress);
  }

  /// A cipher, unless this was closed and the key wiped in between.
  private SegmentCipher cipher() throws ClosedChannelException {
    try {
      return key.cipher();
    } catch (IllegalStateException e) {
      if (closed.get()) {
        var ended = new ClosedChannelException();
        ended.initCause(e);
        throw ended;
      }
      throw e;
    }
  }

  private void wipe() {
    for (var reader = idle.poll(); reader != null; reader = idle.poll()) {
      reader.wipe();
    }
  }

  @Override
  public void close() throws IOException {
    if (closed.compareAndSet(false, true)) {
      wipe();
      onClose.accept(this);
      channel.close();
    }
  }
}
