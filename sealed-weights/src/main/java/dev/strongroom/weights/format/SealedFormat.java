package dev.strongroom.weights.format;

import dev.strongroom.wire.BinaryReader;
import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.security.SecureRandom;

/// Layout of a sealed object: Tink streaming AEAD, AES-GCM-HKDF (Tink documentation "AES-GCM-HKDF
/// Streaming AEAD", 2024), with AES-256, HKDF-SHA256, no first-segment offset and ciphertext
/// segments of 64 KiB (docs/adr/0003-segment-size.md).
///
/// | Offset | Bytes | Field           | Meaning                                             |
/// |-------:|------:|-----------------|-----------------------------------------------------|
/// |      0 |     1 | header length   | 40                                                  |
/// |      1 |    32 | salt            | random, salt of the key derivation                  |
/// |     33 |     7 | nonce prefix    | random, first part of every nonce                   |
/// |     40 |     n | segment 0       | up to 65480 bytes of plaintext, then the tag        |
/// |  65536 |     n | segment 1       | up to 65520 bytes of plaintext, then the tag        |
/// |    i·65536 | n | segment i       | as segment 1; only the last may be shorter          |
///
/// The key of all segments is HKDF-SHA256(ikm = DEK, salt = salt, info = associated data), 32
/// bytes. Each segment is AES-256-GCM without further associated data, tag of 16 bytes, under the
/// nonce
///
/// | Offset | Bytes | Field   | Meaning                                  |
/// |-------:|------:|---------|------------------------------------------|
/// |      0 |     7 | prefix  | nonce prefix of the header               |
/// |      7 |     4 | index   | number of the segment, big-endian        |
/// |     11 |     1 | last    | 1 in the last segment of the object, or 0 |
///
/// An empty plaintext is one empty last segment. A plaintext that fills its segments exactly ends
/// with a full one: no empty segment follows. The length of the plaintext and that of the object
/// thus determine each other. Thread-safe.
public final class SealedFormat {
  /// Length of every ciphertext segment but the last; the header counts to the first.
  public static final int SEGMENT_BYTES = 64 * 1024;

  /// Length of the authentication tag.
  public static final int TAG_BYTES = 16;

  /// Length of the header.
  public static final int HEADER_BYTES = 40;

  /// Plaintext in every segment but the first and the last.
  public static final int SEGMENT_PLAINTEXT_BYTES = SEGMENT_BYTES - TAG_BYTES;

  /// Length of DEKs, derived keys and model keys.
  public static final int KEY_BYTES = 32;

  /// Most plaintext an object can hold: the segment number has 32 bits.
  public static final long MAX_PLAINTEXT_BYTES =
      (1L << 32) * SEGMENT_PLAINTEXT_BYTES - HEADER_BYTES;

  static final int SALT_BYTES = 32;
  static final int PREFIX_BYTES = 7;

  private SealedFormat() {}

  /// A fresh header.
  public static Bytes newHeader(SecureRandom random) {
    var fresh = new byte[SALT_BYTES + PREFIX_BYTES];
    random.nextBytes(fresh);
    return new BinaryWriter().u8(HEADER_BYTES).raw(Bytes.copyOf(fresh)).toBytes();
  }

  /// Takes a header apart.
  static Header parseHeader(Bytes header) throws MalformedException {
    var in = new BinaryReader(header);
    in.expect("header length", Bytes.copyOf(new byte[] {HEADER_BYTES}));
    var parsed = new Header(in.bytes("salt", SALT_BYTES), in.bytes("nonce prefix", PREFIX_BYTES));
    in.end();
    return parsed;
  }

  /// The two random fields.
  record Header(Bytes salt, Bytes prefix) {}

  /// Number of segments; at least one.
  public static long segments(long plaintextBytes) {
    requireLength(plaintextBytes);
    return Math.max(1, Math.ceilDiv(plaintextBytes + HEADER_BYTES, (long) SEGMENT_PLAINTEXT_BYTES));
  }

  /// Length of the whole object.
  public static long ciphertextBytes(long plaintextBytes) {
    return HEADER_BYTES + plaintextBytes + segments(plaintextBytes) * TAG_BYTES;
  }

  /// The segment that holds the plaintext byte at `position`.
  public static long segmentAt(long position) {
    return (position + HEADER_BYTES) / SEGMENT_PLAINTEXT_BYTES;
  }

  /// Where the plaintext of `segment` begins.
  public static long plaintextStart(long segment) {
    return segment == 0 ? 0 : segment * SEGMENT_PLAINTEXT_BYTES - HEADER_BYTES;
  }

  /// How much plaintext `segment` holds in an object of `plaintextBytes`.
  public static int plaintextLength(long segment, long plaintextBytes) {
    long end = Math.min(plaintextStart(segment + 1), plaintextBytes);
    return (int) (end - plaintextStart(segment));
  }

  /// Where the ciphertext of `segment` begins.
  public static long ciphertextStart(long segment) {
    return segment == 0 ? HEADER_BYTES : segment * SEGMENT_BYTES;
  }

  private static void requireLength(long plaintextBytes) {
    if (plaintextBytes < 0 || plaintextBytes > MAX_PLAINTEXT_BYTES) {
      throw new IllegalArgumentException(
          "plaintext of " + plaintextBytes + " bytes, want 0 to " + MAX_PLAINTEXT_BYTES);
    }
  }
}
