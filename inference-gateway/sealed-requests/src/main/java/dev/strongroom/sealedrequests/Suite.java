package dev.strongroom.sealedrequests;

/// Symmetric algorithms of one request, always over DHKEM(X25519, HKDF-SHA256) and HKDF-SHA256 (RFC
/// 9180, section 7). Others may be advertised to us and are kept as numbers in [KeyConfig].
public enum Suite {
  /// AES-128-GCM: Nk 16, Nn 12.
  AES_128_GCM(0x0001, 16),
  /// AES-256-GCM: Nk 32, Nn 12.
  AES_256_GCM(0x0002, 32);

  /// DHKEM(X25519, HKDF-SHA256).
  static final int KEM_ID = 0x0020;

  /// HKDF-SHA256.
  static final int KDF_ID = 0x0001;

  /// Nn, the nonce of both AEADs.
  static final int NONCE_BYTES = 12;

  private final int aeadId;
  private final int keyBytes;

  Suite(int aeadId, int keyBytes) {
    this.aeadId = aeadId;
    this.keyBytes = keyBytes;
  }

  int aeadId() {
    return aeadId;
  }

  /// Nk.
  int keyBytes() {
    return keyBytes;
  }

  /// max(Nn, Nk): length of the response secret and of the response nonce.
  int responseSecretBytes() {
    return Math.max(NONCE_BYTES, keyBytes);
  }

  KeyConfig.Algorithms algorithms() {
    return new KeyConfig.Algorithms(KDF_ID, aeadId);
  }
}
