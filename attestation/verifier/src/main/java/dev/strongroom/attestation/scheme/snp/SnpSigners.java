package dev.strongroom.attestation.scheme.snp;

import java.util.Set;

/// Which keys may sign a report.
///
/// @param vcek a chip's own key may
/// @param vlekProviders providers whose loaded key may, as cspID names them, for example
///   `CN=cc-eu-west-1.amazonaws.com`
public record SnpSigners(boolean vcek, Set<String> vlekProviders) {
  public SnpSigners {
    vlekProviders = Set.copyOf(vlekProviders);
    if (!vcek && vlekProviders.isEmpty()) {
      throw new IllegalArgumentException("signers: want VCEKs, providers of VLEKs, or both");
    }
  }

  /// VCEKs and nothing else.
  public static SnpSigners vcekOnly() {
    return new SnpSigners(true, Set.of());
  }
}
