package dev.strongroom.collateral.item;

import java.net.URI;

/// Services of the vendors.
public enum Service {
  /// AMD's Key Distribution Service (AMD 57230).
  AMD_KDS("https://kdsintf.amd.com"),
  /// Intel's Provisioning Certification Service, API version 4.
  INTEL_PCS("https://api.trustedservices.intel.com"),
  /// Where Intel publishes its root's certificate and revocation list.
  INTEL_CERTIFICATES("https://certificates.trustedservices.intel.com");

  private final URI address;

  Service(String address) {
    this.address = URI.create(address);
  }

  /// Where the vendor runs it.
  public URI address() {
    return address;
  }
}
