package dev.strongroom.weights.format;

import dev.strongroom.weights.IntegrityException;
import dev.strongroom.weights.IntegrityException.Fault;
import dev.strongroom.wire.Bytes;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/// Seals and opens the segments of one object, in any order. Works on arrays, whole segments a
/// call: that is where the JDK's AES-GCM is fast. Not thread-safe.
public final class SegmentCipher {
  private static final int NONCE_BYTES = 12;
  private static final int INDEX_AT = SealedFormat.PREFIX_BYTES;
  private static final int LAST_AT = INDEX_AT + 4;

  private final String objectName;
  private final Cipher cipher;
  private final SecretKey key;
  private final byte[] nonce;

  SegmentCipher(String objectName, Cipher cipher, SecretKey key, Bytes prefix) {
    this.objectName = objectName;
    this.cipher = cipher;
    this.key = key;
    this.nonce = Arrays.copyOf(prefix.toArray(), NONCE_BYTES);
  }

  /// Seals `length` bytes of `plain` into `sealed`.
  ///
  /// @return bytes written: `length` and the tag
  public int seal(
      long segment, boolean last, byte[] plain, int from, int length, byte[] sealed, int at) {
    try {
      init(Cipher.ENCRYPT_MODE, segment, last);
      return cipher.doFinal(plain, from, length, sealed, at);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("sealing segment " + segment + " failed", e);
    }
  }

  /// Opens `length` bytes of `sealed` into `plain`, whose content means nothing after a failure.
  ///
  /// @return bytes written: `length` without the tag
  /// @throws IntegrityException if this is not what was sealed here: another segment, place, object
  ///   or key, or changed bytes
  public int open(
      long segment, boolean last, byte[] sealed, int from, int length, byte[] plain, int at)
      throws IntegrityException {
    try {
      init(Cipher.DECRYPT_MODE, segment, last);
      return cipher.doFinal(sealed, from, length, plain, at);
    } catch (AEADBadTagException e) {
      throw new IntegrityException(
          Fault.SEGMENT_FORGED,
          "object " + objectName + ", segment " + segment + " does not authenticate",
          e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("opening segment " + segment + " failed", e);
    }
  }

  private void init(int mode, long segment, boolean last) throws GeneralSecurityException {
    for (int i = 0; i < 4; i++) {
      nonce[INDEX_AT + i] = (byte) (segment >>> (24 - 8 * i));
    }
    nonce[LAST_AT] = (byte) (last ? 1 : 0);
    cipher.init(mode, key, new GCMParameterSpec(SealedFormat.TAG_BYTES * 8, nonce));
  }
}
