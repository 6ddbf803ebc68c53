package dev.strongroom.collateral.item;

import dev.strongroom.collateral.item.Material.Validity;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.io.ByteArrayInputStream;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;

/// Dates and issuer of a DER revocation list (RFC 5280, 5).
final class RevocationDates {
  private RevocationDates() {}

  static Validity of(String field, Bytes der, String issuer) throws MalformedException {
    try {
      var list =
          (X509CRL)
              CertificateFactory.getInstance("X.509")
                  .generateCRL(new ByteArrayInputStream(der.toArray()));
      if (!Bytes.copyOf(list.getEncoded()).equals(der)) {
        throw new MalformedException(field, 0, "is not exactly one DER revocation list");
      }
      var name = list.getIssuerX500Principal().getName();
      if (!name.contains("CN=" + issuer)) {
        throw new MalformedException(field, -1, "is of " + name + ", want CN=" + issuer);
      }
      // spec: RFC 5280 5.1.2.5: nextUpdate is there; without it nothing would say when it is stale
      if (list.getNextUpdate() == null) {
        throw new MalformedException(field, -1, "has no nextUpdate");
      }
      return new Validity(list.getThisUpdate().toInstant(), list.getNextUpdate().toInstant());
    } catch (CRLException | CertificateException | RuntimeException e) {
      // Hostile bytes in the platform's parser: whatever it throws, the list has no form.
      throw new MalformedException(field, 0, "is not a DER revocation list", e);
    }
  }
}
