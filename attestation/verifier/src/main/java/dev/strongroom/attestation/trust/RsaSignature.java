package dev.strongroom.attestation.trust;

import dev.strongroom.wire.Bytes;

/// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017, 8.2), as TPMs sign quotes.
///
/// @param value as long as the key's modulus
public record RsaSignature(Bytes value) implements SignatureValue {}
