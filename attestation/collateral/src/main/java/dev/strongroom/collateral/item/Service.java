package dev.strongroom.collateral.item;

import java.net.URI;

/// Services of the vendors.
public enum Service {
  /// AMD's Key Distribution Service (AMD 57230).
  AMD_KDS("https://kdsintf.amd.com"),
  /// Intel's Provisioning Certification Service, API version 4.
  INTEL_PCS("https://api.trustedservices.intel.com"),
  /// Where Intel publishes its root's certificate and revocation list.
  INTEL_CERTIFICATES("https://certificates.trustedservices.intel.com"),
  /// NVIDIA's service of reference integrity manifests, version 1.
  NVIDIA_RIM("https://rim.attestation.nvidia.com"),
  /// Where NVIDIA answers for its certificates (RFC 6960).
  NVIDIA_OCSP("https://ocsp.ndis.nvidia.com"),
  /// Where NVIDIA publishes revocation lists, as its certificates say it: without TLS. The lists
  /// are signed, and their dates tell an old one.
  NVIDIA_LISTS("http://crl.ndis.nvidia.com");

  private final URI address;

  Service(String address) {
    this.address = URI.create(address);
  }

  /// Where the vendor runs it.
  public URI address() {
    return address;
  }
}
