package dev.strongroom.wire;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/// An immutable run of bytes: copied in, copied out, equal by content, shown as hexadecimal.
/// Ordered as unsigned bytes, shorter first on a common prefix. Not for key material, see
/// [SecretBytes]. Thread-safe.
public final class Bytes implements Comparable<Bytes> {
  private static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] value;

  private Bytes(byte[] value) {
    this.value = value;
  }

  /// No bytes.
  public static Bytes empty() {
    return EMPTY;
  }

  /// A copy of `value`.
  public static Bytes copyOf(byte[] value) {
    return value.length == 0 ? EMPTY : new Bytes(value.clone());
  }

  /// `length` zero bytes.
  public static Bytes zeros(int length) {
    return new Bytes(new byte[length]);
  }

  /// The UTF-8 encoding of `text`.
  public static Bytes utf8(String text) {
    return new Bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Reads lower- or upper-case hexadecimal.
  ///
  /// @throws MalformedException if `hex` has an odd length or another character
  public static Bytes ofHex(String field, String hex) throws MalformedException {
    try {
      return new Bytes(HexFormat.of().parseHex(hex));
    } catch (IllegalArgumentException e) {
      throw new MalformedException(field, -1, "is not hexadecimal", e);
    }
  }

  /// Reads standard Base64 with padding.
  ///
  /// @throws MalformedException if `text` is not Base64, or not the one spelling of its bytes
  public static Bytes ofBase64(String field, String text) throws MalformedException {
    byte[] decoded;
    try {
      decoded = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new MalformedException(field, -1, "is not Base64", e);
    }
    if (!Base64.getEncoder().encodeToString(decoded).equals(text)) {
      throw new MalformedException(field, -1, "is not the canonical Base64 of its bytes");
    }
    return new Bytes(decoded);
  }

  /// Number of bytes.
  public int length() {
    return value.length;
  }

  /// True where every byte is zero, and for no bytes at all.
  public boolean isZero() {
    for (byte b : value) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  /// The byte at `index`, 0 to 255.
  public int at(int index) {
    return value[index] & 0xff;
  }

  /// Bytes `from` (inclusive) to `to` (exclusive).
  public Bytes slice(int from, int to) {
    return new Bytes(Arrays.copyOfRange(value, checkRange(from, to), to));
  }

  private int checkRange(int from, int to) {
    if (from < 0 || to < from || to > value.length) {
      throw new IndexOutOfBoundsException(from + ".." + to + " of " + value.length);
    }
    return from;
  }

  /// These bytes followed by `other`.
  public Bytes concat(Bytes other) {
    var joined = Arrays.copyOf(value, value.length + other.value.length);
    System.arraycopy(other.value, 0, joined, value.length, other.value.length);
    return new Bytes(joined);
  }

  /// A copy.
  public byte[] toArray() {
    return value.clone();
  }

  /// Lower-case hexadecimal.
  public String hex() {
    return HexFormat.of().formatHex(value);
  }

  /// Standard Base64 with padding.
  public String base64() {
    return Base64.getEncoder().encodeToString(value);
  }

  /// The bytes as UTF-8 text; malformed sequences become U+FFFD, so use it for display only.
  public String utf8() {
    return new String(value, StandardCharsets.UTF_8);
  }

  /// SHA-256 digest, 32 bytes (FIPS 180-4).
  public Bytes sha256() {
    return digest("SHA-256");
  }

  /// SHA-384 digest, 48 bytes (FIPS 180-4).
  public Bytes sha384() {
    return digest("SHA-384");
  }

  private Bytes digest(String algorithm) {
    try {
      return new Bytes(MessageDigest.getInstance(algorithm).digest(value));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(algorithm + " is required of every Java platform", e);
    }
  }

  @Override
  public int compareTo(Bytes other) {
    return Arrays.compareUnsigned(value, other.value);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes bytes && Arrays.equals(value, bytes.value);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(value);
  }

  @Override
  public String toString() {
    return hex();
  }
}
