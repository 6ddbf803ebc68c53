package dev.strongroom.attestation.eventlog;

import dev.strongroom.wire.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;

/// Hash algorithms that registers are extended with (TCG Algorithm Registry 1.34, table 3).
public enum DigestAlgorithm {
  /// Replayed for old logs; no verdict here rests on it.
  SHA1(0x0004, 20, "SHA-1"),
  SHA256(0x000b, 32, "SHA-256"),
  SHA384(0x000c, 48, "SHA-384"),
  SHA512(0x000d, 64, "SHA-512");

  private final int id;
  private final int lengthBytes;
  private final String text;

  DigestAlgorithm(int id, int lengthBytes, String text) {
    this.id = id;
    this.lengthBytes = lengthBytes;
    this.text = text;
  }

  /// The algorithm with this TPM_ALG_ID, if it is known here.
  public static Optional<DigestAlgorithm> ofId(int id) {
    return Arrays.stream(values()).filter(algorithm -> algorithm.id == id).findFirst();
  }

  /// TPM_ALG_ID.
  public int id() {
    return id;
  }

  /// Length of a digest in bytes.
  public int lengthBytes() {
    return lengthBytes;
  }

  /// Name as NIST spells it.
  public String text() {
    return text;
  }

  /// Digest of `value`.
  public Bytes digest(Bytes value) {
    try {
      return Bytes.copyOf(MessageDigest.getInstance(text).digest(value.toArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(text + " is required of every Java platform", e);
    }
  }
}
