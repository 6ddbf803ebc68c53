package dev.strongroom.attestation.trust;

import dev.strongroom.protocol.Profile;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.Collection;
import java.util.Set;

/// Issuers of a service's signing keys, each trusted by SHA-256 of its SubjectPublicKeyInfo: for
/// services that publish chains which stop below their root. They replace no [TrustAnchors]: no
/// vendor's chain is verified by them. Thread-safe.
///
/// | Issuer | Published by | Copies compared |
/// |---|---|---|
/// | NVIDIA Attestation Service GPU Intermediate 004, valid from 2025-12-08 to 2029-12-08 | `nras.attestation.nvidia.com/.well-known/jwks.json`, x5c | answers of four days of April to June 2026, recorded by one project (13rac1/teep) |
public final class IssuerPins {
  private static final int DIGEST_BYTES = 32;

  private static final IssuerPins NVIDIA =
      new IssuerPins(
          Profile.PRODUCTION,
          Set.of(pin("fd32837f954e2c45db073105166dfe6985ae0480bb113fba63b091a75affe896")));

  private final Profile profile;
  private final Set<Bytes> keys;

  private IssuerPins(Profile profile, Collection<Bytes> keys) {
    this.profile = profile;
    this.keys = Set.copyOf(keys);
    if (this.keys.isEmpty()) {
      throw new IllegalArgumentException("keys: want at least one");
    }
    for (var key : this.keys) {
      if (key.length() != DIGEST_BYTES) {
        throw new IllegalArgumentException("keys: got " + key.length() + " bytes, want 32");
      }
    }
  }

  private static Bytes pin(String hex) {
    try {
      return Bytes.ofHex("pin", hex);
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Issuers of NVIDIA's attestation service as of June 2026.
  public static IssuerPins nvidiaAttestationService() {
    return NVIDIA;
  }

  /// Exactly these genuine issuers, for services that change theirs. Whoever gives them vouches for
  /// them.
  ///
  /// @param keys SHA-256 of each issuer's SubjectPublicKeyInfo, 32 bytes
  /// @throws IllegalArgumentException without any, or for another length
  public static IssuerPins production(Collection<Bytes> keys) {
    return new IssuerPins(Profile.PRODUCTION, keys);
  }

  /// A simulator's issuers.
  ///
  /// @param keys SHA-256 of each issuer's SubjectPublicKeyInfo, 32 bytes
  /// @throws IllegalArgumentException without any, for another length, or for a genuine issuer
  public static IssuerPins simulation(Collection<Bytes> keys) {
    if (keys.stream().anyMatch(NVIDIA.keys::contains)) {
      throw new IllegalArgumentException("keys: NVIDIA's attestation service is of production");
    }
    return new IssuerPins(Profile.SIMULATION, keys);
  }

  /// The profile that these issuers belong to.
  public Profile profile() {
    return profile;
  }

  /// True if the issuer with this key is trusted.
  ///
  /// @param spki DER SubjectPublicKeyInfo
  boolean trusts(Bytes spki) {
    return keys.contains(spki.sha256());
  }
}
