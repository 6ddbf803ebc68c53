package dev.strongroom.attestation.trust;

/// The shape of a vendor's chain.
///
/// @param length exact number of certificates, root included
/// @param issuers how every issuer signs
public record ChainRules(int length, KeyAlgorithm issuers) {}
