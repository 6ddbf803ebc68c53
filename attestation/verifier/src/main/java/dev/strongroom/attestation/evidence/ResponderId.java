package dev.strongroom.attestation.evidence;

import dev.strongroom.wire.Bytes;

/// Whom an OCSP answer names as its signer (RFC 6960, 4.2.1).
public sealed interface ResponderId {
  /// By the subject of its certificate.
  ///
  /// @param name DER
  record ByName(Bytes name) implements ResponderId {
    @Override
    public boolean names(Certificate certificate) {
      return certificate.subject().equals(name);
    }

    @Override
    public String text() {
      return "name with SHA-256 " + name.sha256();
    }
  }

  /// By its key.
  ///
  /// @param keyHash SHA-1 of the content of the key's bit string, 20 bytes
  record ByKey(Bytes keyHash) implements ResponderId {
    @Override
    public boolean names(Certificate certificate) {
      return OcspHash.SHA1.digest(certificate.keyBits()).equals(keyHash);
    }

    @Override
    public String text() {
      return "key " + keyHash;
    }
  }

  /// True if `certificate` is one of the named signer's.
  boolean names(Certificate certificate);

  /// In words.
  String text();
}
