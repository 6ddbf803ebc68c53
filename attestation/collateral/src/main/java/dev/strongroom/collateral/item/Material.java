package dev.strongroom.collateral.item;

import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// One piece of collateral as its vendor answered it. Well formed, and what its item names; whether
/// the vendor signed it is for the verifier to find out.
///
/// @param body exactly as received
/// @param issuerChain PEM of the certificates that issued it; empty where the vendor sends none
/// @param fetchedAt when it was received
/// @param issuedAt start of its validity
/// @param nextUpdate end of its validity, exclusive: from then on it is stale
public record Material(
    Item item,
    Bytes body,
    Bytes issuerChain,
    Instant fetchedAt,
    Instant issuedAt,
    Instant nextUpdate) {
  /// Reads what a vendor answered.
  ///
  /// @param issuerChain PEM; empty exactly if the item has no such header
  /// @throws MalformedException if it is malformed, or is another item
  public static Material parse(Item item, Bytes body, Bytes issuerChain, Instant fetchedAt)
      throws MalformedException {
    if (body.length() > item.form().maxBytes()) {
      throw new MalformedException(
          item.name(),
          0,
          "got %d bytes, limit %d".formatted(body.length(), item.form().maxBytes()));
    }
    if (item.issuerChainHeader().isEmpty() != (issuerChain.length() == 0)) {
      throw new MalformedException(
          item.name(),
          -1,
          issuerChain.length() == 0 ? "its issuer chain is missing" : "has no issuer chain");
    }
    var validity = validity(item, body);
    if (issuerChain.length() > 0) {
      CertificateChain.parse(issuerChain);
    }
    return new Material(item, body, issuerChain, fetchedAt, validity.from(), validity.until());
  }

  /// When something may be used.
  record Validity(Instant from, Instant until) {}

  private static Validity validity(Item item, Bytes body) throws MalformedException {
    return switch (item) {
      case AmdItem.Vcek vcek -> AmdForms.vcek(vcek, body);
      case AmdItem.Chain chain -> AmdForms.chain(chain, body);
      case AmdItem.Crl crl -> RevocationDates.of(crl.name(), body, "ARK-" + crl.product().text());
      case IntelItem.TcbInfo info -> IntelForms.tcbInfo(info, body);
      case IntelItem.QeIdentity identity -> IntelForms.qeIdentity(identity, body);
      case IntelItem.EvaluationNumbers numbers -> IntelForms.evaluationNumbers(numbers, body);
      case IntelItem.PckCrl crl -> RevocationDates.of(crl.name(), body, crl.ca().commonName());
      case IntelItem.RootCrl crl -> RevocationDates.of(crl.name(), body, "Intel SGX Root CA");
      case NvidiaItem.Rim rim -> NvidiaForms.manifest(rim, body);
      case NvidiaItem.Ocsp ocsp -> NvidiaForms.ocsp(ocsp, body);
      case NvidiaItem.Crl crl -> RevocationDates.of(crl.name(), body, crl.issuer().commonName());
    };
  }

  /// True if it may be used at `now`.
  public boolean isFresh(Instant now) {
    return !now.isBefore(issuedAt) && now.isBefore(nextUpdate);
  }

  /// The certificates in it: its own, where it is one or a chain, and those that issued it.
  public List<Certificate> certificates() {
    try {
      var found = new ArrayList<Certificate>();
      switch (item.form()) {
        case CERTIFICATE -> found.add(Certificate.ofDer(item.name(), body));
        case CHAIN -> found.addAll(CertificateChain.parse(body).certificates());
        case REVOCATION_LIST, SIGNED_JSON, MANIFEST_JSON, OCSP_RESPONSE -> {}
      }
      if (issuerChain.length() > 0) {
        found.addAll(CertificateChain.parse(issuerChain).certificates());
      }
      return List.copyOf(found);
    } catch (MalformedException e) {
      throw new IllegalStateException("it was parsed when it was made", e);
    }
  }
}
