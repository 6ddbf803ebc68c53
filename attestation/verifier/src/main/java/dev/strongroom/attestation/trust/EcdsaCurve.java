package dev.strongroom.attestation.trust;

/// Curves on which vendors sign with ECDSA, each with its one digest.
public enum EcdsaCurve {
  /// P-256 with SHA-256: Intel.
  P256,
  /// P-384 with SHA-384: AMD, NVIDIA.
  P384;

  /// Bytes of a coordinate, and of r and s.
  int coordinateBytes() {
    return switch (this) {
      case P256 -> 32;
      case P384 -> 48;
    };
  }

  Ecdsa ecdsa() {
    return switch (this) {
      case P256 -> Ecdsa.P256;
      case P384 -> Ecdsa.P384;
    };
  }
}
