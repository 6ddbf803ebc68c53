package dev.strongroom.attestation.trust;

import dev.strongroom.protocol.Profile;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The roots that are trusted under one profile, by SHA-256 of their DER encoding. A root that came
/// with Evidence is compared with these and never trusted because it was sent. Equal by profile and
/// pins. Thread-safe.
///
/// Vendor pins, each equal in at least two independent public copies, with genuine leaves that
/// chain to it:
///
/// | Root | Published by | Copies compared |
/// |---|---|---|
/// | ARK-Milan, ARK-Genoa, ARK-Turin | AMD KDS, `kdsintf.amd.com/vcek/v1/<product>/cert_chain` (AMD 57230) | virtee/sev, google/go-sev-guest, microsoft/TEE-Attestation-Verification, trustee |
/// | Intel SGX Root CA | Intel PCS, `Intel_SGX_Provisioning_Certification_RootCA.cer` | Phala-Network/dcap-qvl, google/go-tdx-guest, automata-network |
/// | Azure Virtual TPM Root Certificate Authority 2023 | Microsoft PKI repository | flashbots/attested-tls, google/go-tpm-tools |
/// | Microsoft RSA Devices Root CA 2021 | Microsoft PKI repository | flashbots/attested-tls; no genuine leaf seen yet |
/// | NVIDIA Device Identity CA | NVIDIA/nvtrust `verifier_device_root.pem` | nvtrust, attestation-sdk, google/go-nvattest-tools |
/// | NVIDIA CoRIM signing Root CA, of reference integrity manifests | NVIDIA/nvtrust `verifier_RIM_root.pem` | nvtrust, and the manifests in attestation-sdk and google/go-nvattest-tools |
///
/// ARK-Genoa is also the root of Bergamo and Siena.
public final class TrustAnchors {
  private static final int FINGERPRINT_BYTES = 32;

  private static final Map<Bytes, String> VENDOR_ROOTS =
      Map.of(
          pin("69d063b45344d26a2e94e1f4210de49ef555308287d4c174445c95639a540bcd"),
          "ARK-Milan",
          pin("4c6598d19c18719c5dfd4a7d335f674e5bfe1d8f800cea2cf270c10d103db2f1"),
          "ARK-Genoa",
          pin("1f084161a44bb6d93778a904877d4819cafa5d05ef4193b2ded9dd9c73dd3f6a"),
          "ARK-Turin",
          pin("102bf659d5419614c9d8e6aecebc80454eb26b1df6a769ac720b9a690b167b48"),
          "NVIDIA Device Identity CA",
          pin("12977b5115acb0381179279fffeb5a8c4d264971ebb32298023a465fa41df5d1"),
          "NVIDIA CoRIM signing Root CA",
          pin("44a0196b2b99f889b8e149e95b807a350e7424964399e885a7cbb8ccfab674d3"),
          "Intel SGX Root CA",
          pin("e6c596b17f8ffefba5c300f714cfb1260c6028704ecf7becc4ab5018efb00e95"),
          "Azure Virtual TPM Root Certificate Authority 2023",
          pin("8c2bb9144d4970c94fb8105cc5d860a58e2e675eb360fdd8c14b30833aaaec1d"),
          "Microsoft RSA Devices Root CA 2021");

  private static final TrustAnchors PRODUCTION =
      new TrustAnchors(Profile.PRODUCTION, VENDOR_ROOTS.keySet());

  private final Profile profile;
  private final Set<Bytes> fingerprints;

  private TrustAnchors(Profile profile, Collection<Bytes> fingerprints) {
    this.profile = profile;
    this.fingerprints = Set.copyOf(fingerprints);
  }

  private static Bytes pin(String hex) {
    try {
      return Bytes.ofHex("pin", hex);
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The vendors' roots.
  public static TrustAnchors production() {
    return PRODUCTION;
  }

  /// A simulator's roots.
  ///
  /// @param rootFingerprints SHA-256 of each root's DER encoding, 32 bytes
  /// @throws IllegalArgumentException without any root, for another length, or for a vendor's root
  public static TrustAnchors simulation(Collection<Bytes> rootFingerprints) {
    if (rootFingerprints.isEmpty()) {
      throw new IllegalArgumentException("rootFingerprints: want at least one");
    }
    for (var fingerprint : rootFingerprints) {
      if (fingerprint.length() != FINGERPRINT_BYTES) {
        throw new IllegalArgumentException(
            "rootFingerprints: got " + fingerprint.length() + " bytes, want 32");
      }
      if (VENDOR_ROOTS.containsKey(fingerprint)) {
        throw new IllegalArgumentException(
            "rootFingerprints: " + VENDOR_ROOTS.get(fingerprint) + " is a root of production");
      }
    }
    return new TrustAnchors(Profile.SIMULATION, rootFingerprints);
  }

  /// The profile that these roots belong to.
  public Profile profile() {
    return profile;
  }

  /// True if the root with this fingerprint is trusted.
  boolean trusts(Bytes fingerprint) {
    return fingerprints.contains(fingerprint);
  }

  /// Name of the vendor root with this fingerprint, whatever the profile.
  static Optional<String> vendorRoot(Bytes fingerprint) {
    return Optional.ofNullable(VENDOR_ROOTS.get(fingerprint));
  }

  @Override
  public boolean equals(Object other) {
    return other == this
        || (other instanceof TrustAnchors that
            && profile == that.profile
            && fingerprints.equals(that.fingerprints));
  }

  @Override
  public int hashCode() {
    return fingerprints.hashCode();
  }
}
