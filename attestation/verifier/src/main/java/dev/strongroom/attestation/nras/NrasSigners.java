package dev.strongroom.attestation.nras;

import dev.strongroom.attestation.trust.IssuerPins;
import dev.strongroom.wire.Bytes;
import java.util.Collection;

/// Whose tokens count: the issuer that they name, and the issuers of the keys that sign them, by
/// SHA-256 of their SubjectPublicKeyInfo. NVIDIA changes the latter now and then, so there may be
/// several. Thread-safe.
public final class NrasSigners {
  /// The production service. Its staging service is `nras.attestation-stg.nvidia.com`.
  public static final String PRODUCTION_ISSUER = "https://nras.attestation.nvidia.com";

  /// A simulated service.
  public static final String SIMULATION_ISSUER = "https://nras.simulation.invalid";

  private final String issuer;
  private final IssuerPins pins;

  private NrasSigners(String issuer, IssuerPins pins) {
    this.issuer = issuer;
    this.pins = pins;
  }

  /// NVIDIA's production service with the issuer of its keys as of June 2026.
  public static NrasSigners production() {
    return new NrasSigners(PRODUCTION_ISSUER, IssuerPins.nvidiaAttestationService());
  }

  /// NVIDIA's production service with exactly these issuers of its keys.
  ///
  /// @param issuerKeys SHA-256 of each issuer's SubjectPublicKeyInfo, 32 bytes
  /// @throws IllegalArgumentException without any, or for another length
  public static NrasSigners production(Collection<Bytes> issuerKeys) {
    return new NrasSigners(PRODUCTION_ISSUER, IssuerPins.production(issuerKeys));
  }

  /// A simulated service.
  ///
  /// @param issuerKeys SHA-256 of each issuer's SubjectPublicKeyInfo, 32 bytes
  /// @throws IllegalArgumentException without any, for another length, or for NVIDIA's
  public static NrasSigners simulation(Collection<Bytes> issuerKeys) {
    return new NrasSigners(SIMULATION_ISSUER, IssuerPins.simulation(issuerKeys));
  }

  /// What `iss` must be.
  String issuer() {
    return issuer;
  }

  /// Issuers of the keys.
  IssuerPins pins() {
    return pins;
  }
}
