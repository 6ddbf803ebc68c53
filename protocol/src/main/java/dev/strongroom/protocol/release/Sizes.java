package dev.strongroom.protocol.release;

import dev.strongroom.wire.Bytes;
import java.util.List;

/// Lengths that messages promise.
final class Sizes {
  private static final int SHA384_BYTES = 48;
  private static final int NONCE_BYTES = 32;

  private Sizes() {}

  static void requireDigest(String field, Bytes value) {
    require(field, value, SHA384_BYTES);
  }

  static void requireNonce(String field, Bytes value) {
    require(field, value, NONCE_BYTES);
  }

  static <T> List<T> requireSome(String field, List<T> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException(field + ": got none, want at least one");
    }
    return List.copyOf(values);
  }

  private static void require(String field, Bytes value, int length) {
    if (value.length() != length) {
      throw new IllegalArgumentException(
          field + ": got " + value.length() + " bytes, want " + length);
    }
  }
}
