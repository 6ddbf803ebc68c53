package dev.strongroom.attestation.trust;

/// Outcome of verifying authenticity.
public sealed interface Verification<E> permits Verified, Rejected {}
