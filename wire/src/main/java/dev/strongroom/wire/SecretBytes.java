package dev.strongroom.wire;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.Function;

/// Key material. Copied in, lent out for the length of one call, wiped on close. It has no content
/// equality and never prints itself. Wiping is best effort: the garbage collector may have moved
/// the array before, and a borrowed copy is the borrower's to keep short. Safe for use by several
/// threads until it is closed.
public final class SecretBytes implements AutoCloseable {
  private final byte[] value;
  private boolean closed;

  private SecretBytes(byte[] value) {
    this.value = value;
  }

  /// Takes a copy of `source` and wipes `source`.
  public static SecretBytes takeFrom(byte[] source) {
    var secret = new SecretBytes(source.clone());
    Arrays.fill(source, (byte) 0);
    return secret;
  }

  /// `length` fresh bytes from `random`.
  public static SecretBytes random(int length, SecureRandom random) {
    var value = new byte[length];
    random.nextBytes(value);
    return new SecretBytes(value);
  }

  /// Number of bytes.
  public int length() {
    return value.length;
  }

  /// Lends a copy to `use` and wipes that copy when `use` returns.
  ///
  /// @throws IllegalStateException once closed
  public <T> T expose(Function<byte[], T> use) {
    var copy = copy();
    try {
      return use.apply(copy);
    } finally {
      Arrays.fill(copy, (byte) 0);
    }
  }

  /// A copy of its own life.
  ///
  /// @throws IllegalStateException once closed
  public SecretBytes duplicate() {
    return new SecretBytes(copy());
  }

  private synchronized byte[] copy() {
    if (closed) {
      throw new IllegalStateException("secret was wiped");
    }
    return value.clone();
  }

  /// Compares in constant time.
  public boolean sameAs(SecretBytes other) {
    return expose(mine -> other.expose(theirs -> MessageDigest.isEqual(mine, theirs)));
  }

  /// True once wiped.
  public synchronized boolean isClosed() {
    return closed;
  }

  @Override
  public synchronized void close() {
    Arrays.fill(value, (byte) 0);
    closed = true;
  }

  @Override
  public String toString() {
    return "SecretBytes[" + value.length + " bytes, redacted]";
  }
}
