package dev.strongroom.attestation.evidence;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/// What OCSP digests names and keys with. Nothing rests on it: it tells certificates apart, and who
/// signed the answer is verified by itself. So SHA-1 does too.
public enum OcspHash {
  SHA1("SHA-1", "2b0e03021a", 20),
  SHA256("SHA-256", "608648016503040201", 32),
  SHA384("SHA-384", "608648016503040202", 48);

  private final String algorithm;
  private final String oid;
  private final int lengthBytes;

  /// @param oid content of the object identifier, hexadecimal
  OcspHash(String algorithm, String oid, int lengthBytes) {
    this.algorithm = algorithm;
    this.oid = oid;
    this.lengthBytes = lengthBytes;
  }

  static OcspHash named(Bytes oid) throws MalformedException {
    return Arrays.stream(values())
        .filter(hash -> hash.oid().equals(oid))
        .findFirst()
        .orElseThrow(
            () ->
                new MalformedException(
                    "hashAlgorithm", -1, "got OID " + oid + ", want SHA-1, SHA-256 or SHA-384"));
  }

  /// Length of a digest.
  public int lengthBytes() {
    return lengthBytes;
  }

  /// Object identifier, content of its DER.
  Bytes oid() {
    return Bytes.copyOf(HexFormat.of().parseHex(oid));
  }

  Bytes digest(Bytes message) {
    try {
      return Bytes.copyOf(MessageDigest.getInstance(algorithm).digest(message.toArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(algorithm + " is required of every Java platform", e);
    }
  }
}
