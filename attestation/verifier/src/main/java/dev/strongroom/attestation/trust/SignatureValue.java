package dev.strongroom.attestation.trust;

/// A signature over Evidence, its encoding taken off. Which kind a report carries is fixed by its
/// scheme.
public sealed interface SignatureValue permits EcdsaSignature, RsaSignature {}
