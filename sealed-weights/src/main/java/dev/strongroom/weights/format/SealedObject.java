package dev.strongroom.weights.format;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.regex.Pattern;

/// What the manifest pins about one object.
///
/// @param name opaque file name below `objects/`, 32 lower-case hexadecimal digits
/// @param plaintextBytes length of the plaintext
/// @param ciphertextBytes length of the object, header included
/// @param header its first 40 bytes
/// @param sha256 digest of the whole object, 32 bytes
/// @param dekId which key of the keyring it is sealed under, 32 hexadecimal digits
public record SealedObject(
    String name,
    long plaintextBytes,
    long ciphertextBytes,
    Bytes header,
    Bytes sha256,
    String dekId) {
  private static final int SHA256_BYTES = 32;
  private static final Pattern OPAQUE = Pattern.compile("[0-9a-f]{32}");

  public SealedObject {
    requireOpaque("object name", name);
    requireOpaque("DEK id", dekId);
    if (ciphertextBytes != SealedFormat.ciphertextBytes(plaintextBytes)) {
      throw new IllegalArgumentException(
          "object "
              + name
              + " of "
              + plaintextBytes
              + " bytes has "
              + ciphertextBytes
              + " sealed bytes, want "
              + SealedFormat.ciphertextBytes(plaintextBytes));
    }
    try {
      SealedFormat.parseHeader(header);
    } catch (MalformedException e) {
      throw new IllegalArgumentException("object " + name + ": " + e.getMessage(), e);
    }
    if (sha256.length() != SHA256_BYTES) {
      throw new IllegalArgumentException("object " + name + ": digest is not 32 bytes");
    }
  }

  /// Requires 32 lower-case hexadecimal digits: no name, no path.
  ///
  /// @throws IllegalArgumentException if `value` is anything else
  public static void requireOpaque(String field, String value) {
    if (!OPAQUE.matcher(value).matches()) {
      throw new IllegalArgumentException(field + " is '" + value + "', want 32 hexadecimal digits");
    }
  }
}
