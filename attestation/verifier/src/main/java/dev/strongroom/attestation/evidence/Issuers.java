package dev.strongroom.attestation.evidence;

import dev.strongroom.wire.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Certificates from which incomplete chains are completed: fetched beforehand, or sent. Nothing is
/// trusted for being here; chains are verified as any other.
///
/// @param certificates of issuers, in any order
public record Issuers(List<Certificate> certificates) {
  public Issuers {
    certificates = List.copyOf(certificates);
  }

  /// The chain from `leaf` as far up as issuers are known here, by name.
  ///
  /// @return leaf first; whether it ends at a root is for [#endsAtRoot] to say
  public CertificateChain complete(Certificate leaf) {
    var chain = new ArrayList<Certificate>();
    chain.add(leaf);
    while (chain.size() < CertificateChain.MAX_CERTIFICATES && !isRoot(chain.getLast())) {
      var issuer = named(chain.getLast().issuer());
      if (issuer.isEmpty()) {
        break;
      }
      chain.add(issuer.get());
    }
    return new CertificateChain(chain);
  }

  /// True if the last certificate names itself as its issuer.
  public static boolean endsAtRoot(CertificateChain chain) {
    return isRoot(chain.root());
  }

  private static boolean isRoot(Certificate certificate) {
    return certificate.issuer().equals(certificate.subject());
  }

  private Optional<Certificate> named(Bytes subject) {
    return certificates.stream().filter(c -> c.subject().equals(subject)).findFirst();
  }
}
