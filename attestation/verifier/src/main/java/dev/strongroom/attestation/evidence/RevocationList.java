package dev.strongroom.attestation.evidence;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.Printable;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.time.Instant;

/// A well-formed X.509 certificate revocation list (RFC 5280, 5). Nothing is said of its
/// authenticity. Equal by its DER encoding. Thread-safe.
public final class RevocationList {
  /// Larger than any list of a known vendor, twice.
  private static final int MAX_DER_BYTES = 1024 * 1024;

  private static final String DELTA_INDICATOR = "2.5.29.27";
  private static final String ISSUING_DISTRIBUTION_POINT = "2.5.29.28";

  private final X509CRL parsed;
  private final Bytes der;
  private final int hash;

  private RevocationList(X509CRL parsed, Bytes der) {
    this.parsed = parsed;
    this.der = der;
    this.hash = der.hashCode();
  }

  /// Reads one DER list.
  ///
  /// @param field how errors name it
  /// @throws MalformedException if it is anything else, says not when the next one comes, has an
  ///   unknown critical extension, is not for all certificates of its issuer, or has bytes after
  ///   its end
  public static RevocationList ofDer(String field, Bytes der) throws MalformedException {
    if (der.length() > MAX_DER_BYTES) {
      throw new MalformedException(field, 0, "got " + der.length() + " bytes, limit 1048576");
    }
    DerNesting.check(field, der);
    try {
      var parsed =
          (X509CRL)
              CertificateFactory.getInstance("X.509")
                  .generateCRL(new ByteArrayInputStream(der.toArray()));
      if (!Bytes.copyOf(parsed.getEncoded()).equals(der)) {
        throw new MalformedException(field, 0, "is not exactly one DER revocation list");
      }
      if (parsed.getNextUpdate() == null || parsed.hasUnsupportedCriticalExtension()) {
        throw new MalformedException(
            field, 0, "has no nextUpdate, or an unknown critical extension");
      }
      requireComplete(field, parsed);
      return new RevocationList(parsed, der);
    } catch (CertificateException | CRLException | RuntimeException e) {
      // Hostile bytes in the platform's parser: whatever it throws, the list has no form.
      throw new MalformedException(field, 0, "is not an X.509 revocation list", e);
    }
  }

  private static void requireComplete(String field, X509CRL list) throws MalformedException {
    // spec: RFC 5280 5.2.4: a delta CRL names changes only, so it is refused
    if (list.getExtensionValue(DELTA_INDICATOR) != null) {
      throw new MalformedException(field, 0, "is a delta revocation list, want a complete one");
    }
    // spec: RFC 5280 5.2.5: a list for some certificates or reasons, or of other issuers, is
    // refused
    byte[] point = list.getExtensionValue(ISSUING_DISTRIBUTION_POINT);
    if (point != null) {
      var outer = new Der(new Der(Bytes.copyOf(point)).value(field, Der.OCTET_STRING));
      var scope = outer.enter(field, Der.SEQUENCE);
      while (!scope.isAtEnd()) {
        if (scope.any(field).tag() != Der.CONTEXT_0) {
          throw new MalformedException(field, 0, "is not for all certificates of its issuer");
        }
      }
      outer.end();
    }
  }

  /// The issuer's Name, DER.
  public Bytes issuer() {
    return Bytes.copyOf(parsed.getIssuerX500Principal().getEncoded());
  }

  /// The issuer in words, as [Printable#of] shows them.
  public String issuerText() {
    return Printable.of(parsed.getIssuerX500Principal().getName());
  }

  /// When it was made, inclusive.
  public Instant thisUpdate() {
    return parsed.getThisUpdate().toInstant();
  }

  /// When the next one comes, inclusive.
  public Instant nextUpdate() {
    return parsed.getNextUpdate().toInstant();
  }

  /// True if a certificate with this serial number (decimal) of the same issuer is revoked.
  public boolean revokes(String serialNumber) {
    return parsed.getRevokedCertificate(new BigInteger(serialNumber)) != null;
  }

  /// The part that the issuer signed, DER.
  public Bytes toBeSigned() {
    try {
      return Bytes.copyOf(parsed.getTBSCertList());
    } catch (CRLException e) {
      throw new IllegalStateException("the list was parsed", e);
    }
  }

  /// The issuer's signature, as its algorithm encodes it.
  public Bytes signature() {
    return Bytes.copyOf(parsed.getSignature());
  }

  /// Object identifier of the signature's algorithm, dotted.
  public String signatureAlgorithm() {
    return parsed.getSigAlgOID();
  }

  @Override
  public boolean equals(Object other) {
    return other == this || (other instanceof RevocationList that && der.equals(that.der));
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
