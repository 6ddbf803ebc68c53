package dev.strongroom.attestation.evidence;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.Printable;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/// A well-formed X.509 certificate (RFC 5280). Nothing is said of its authenticity. Equal by its
/// DER encoding. Thread-safe.
public final class Certificate {
  /// Larger than any certificate of a known vendor, twice.
  private static final int MAX_DER_BYTES = 8 * 1024;

  private static final Bytes COMMON_NAME = oid("550403");
  private static final Bytes ORGANIZATION = oid("55040a");

  private static final String EXTENDED_KEY_USAGE = "2.5.29.37";

  /// Longer than any vendor's.
  private static final int MAX_SUBJECT_CHARACTERS = 256;

  private static final int KEY_USAGE_DIGITAL_SIGNATURE = 0;
  private static final int KEY_USAGE_CERT_SIGN = 5;

  private final X509Certificate parsed;
  private final Bytes der;
  private final Bytes fingerprint;

  private Certificate(X509Certificate parsed, Bytes der) {
    this.parsed = parsed;
    this.der = der;
    this.fingerprint = der.sha256();
  }

  private static Bytes oid(String hex) {
    return Bytes.copyOf(HexFormat.of().parseHex(hex));
  }

  /// Reads one DER certificate.
  ///
  /// @param field how errors name it
  /// @throws MalformedException if it is anything else, repeats an extension, has a signature of
  ///   odd bits or of another algorithm than was signed, or has bytes after its end
  public static Certificate ofDer(String field, Bytes der) throws MalformedException {
    if (der.length() > MAX_DER_BYTES) {
      throw new MalformedException(field, 0, "got " + der.length() + " bytes, limit 8192");
    }
    DerNesting.check(field, der);
    try {
      var parsed =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(der.toArray()));
      if (!Bytes.copyOf(parsed.getEncoded()).equals(der)) {
        throw new MalformedException(field, 0, "is not exactly one DER certificate");
      }
      var certificate = new Certificate(parsed, der);
      certificate.readNames(field);
      requireOneEncoding(field, der);
      return certificate;
    } catch (CertificateException | RuntimeException e) {
      // Hostile bytes in the platform's parser: whatever it throws, the certificate has no form.
      throw new MalformedException(field, 0, "is not an X.509 certificate", e);
    }
  }

  private void readNames(String field) throws MalformedException {
    if (parsed.getVersion() != 3) {
      throw new MalformedException(field, 0, "got X.509 v" + parsed.getVersion() + ", want v3");
    }
    attribute(field, COMMON_NAME);
    attribute(field, ORGANIZATION);
  }

  /// The platform reads over unused bits of a signature, and over NULL parameters of the algorithm
  /// beside it, which nobody signed: second encodings of the same certificate.
  // spec: RFC 5280 4.1.1.2: the algorithm beside the signature is the one within what is signed
  private static void requireOneEncoding(String field, Bytes der) throws MalformedException {
    var parts = new Der(der).enter(field, Der.SEQUENCE);
    var signed = parts.enter("tbsCertificate", Der.SEQUENCE);
    var beside = parts.encoded("signatureAlgorithm", Der.SEQUENCE);
    parts.octetsOfBits("signatureValue");
    signed.value("version", Der.CONTEXT_0);
    signed.value("serialNumber", Der.INTEGER);
    if (!signed.encoded("signature", Der.SEQUENCE).equals(beside)) {
      throw new MalformedException("signatureAlgorithm", -1, "is another than the signed one");
    }
  }

  /// The encoding as received.
  public Bytes der() {
    return der;
  }

  /// SHA-256 of the encoding, 32 bytes.
  public Bytes fingerprint() {
    return fingerprint;
  }

  /// The subject's Name, DER.
  public Bytes subject() {
    return Bytes.copyOf(parsed.getSubjectX500Principal().getEncoded());
  }

  /// The issuer's Name, DER.
  public Bytes issuer() {
    return Bytes.copyOf(parsed.getIssuerX500Principal().getEncoded());
  }

  /// The subject in words, as [Printable#start] shows them.
  public String subjectText() {
    return Printable.start(parsed.getSubjectX500Principal().getName(), MAX_SUBJECT_CHARACTERS);
  }

  /// The subject's commonName, or nothing.
  public String commonName() {
    return known(COMMON_NAME);
  }

  /// The subject's organizationName, or nothing.
  public String organization() {
    return known(ORGANIZATION);
  }

  private String known(Bytes attribute) {
    try {
      return attribute("subject", attribute);
    } catch (MalformedException e) {
      throw new IllegalStateException("names were read when the certificate was", e);
    }
  }

  private String attribute(String field, Bytes wanted) throws MalformedException {
    var names = new Der(subject()).enter(field, Der.SEQUENCE);
    String found = "";
    while (!names.isAtEnd()) {
      var set = names.enter(field, Der.SET);
      while (!set.isAtEnd()) {
        var pair = set.enter(field, Der.SEQUENCE);
        boolean matches = pair.value(field, Der.OBJECT_IDENTIFIER).equals(wanted);
        var value = pair.any(field);
        pair.end();
        if (matches && !found.isEmpty()) {
          throw new MalformedException(field, -1, "subject repeats an attribute");
        }
        if (matches) {
          found = value.content().utf8();
        }
      }
    }
    return found;
  }

  /// DER SubjectPublicKeyInfo.
  public Bytes spki() {
    return Bytes.copyOf(parsed.getPublicKey().getEncoded());
  }

  /// The public key as OCSP digests it: content of the subjectPublicKey bit string, without the
  /// count of unused bits.
  public Bytes keyBits() {
    try {
      var info = new Der(spki()).enter("subjectPublicKeyInfo", Der.SEQUENCE);
      info.enter("algorithm", Der.SEQUENCE);
      var bits = info.value("subjectPublicKey", Der.BIT_STRING);
      return bits.slice(1, bits.length());
    } catch (MalformedException e) {
      throw new IllegalStateException("the platform encoded the key", e);
    }
  }

  /// The part that the issuer signed, DER.
  public Bytes toBeSigned() {
    try {
      return Bytes.copyOf(parsed.getTBSCertificate());
    } catch (CertificateException e) {
      throw new IllegalStateException("the certificate was parsed", e);
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

  /// Start of validity, inclusive.
  public Instant notBefore() {
    return parsed.getNotBefore().toInstant();
  }

  /// End of validity, inclusive.
  public Instant notAfter() {
    return parsed.getNotAfter().toInstant();
  }

  /// Serial number in decimal.
  public String serialNumber() {
    return parsed.getSerialNumber().toString();
  }

  /// How many issuers may follow below this one: -1 if it may issue nothing.
  public int pathLength() {
    return parsed.getBasicConstraints();
  }

  /// True if KeyUsage is present and has keyCertSign.
  public boolean mayIssue() {
    return hasKeyUsage(KEY_USAGE_CERT_SIGN);
  }

  /// True if KeyUsage is absent or has digitalSignature.
  public boolean maySign() {
    boolean[] usage = parsed.getKeyUsage();
    return usage == null || hasKeyUsage(KEY_USAGE_DIGITAL_SIGNATURE);
  }

  private boolean hasKeyUsage(int bit) {
    boolean[] usage = parsed.getKeyUsage();
    return usage != null && usage.length > bit && usage[bit];
  }

  /// True if an extension is critical and its meaning is not known here.
  public boolean hasUnknownCriticalExtension() {
    return parsed.hasUnsupportedCriticalExtension();
  }

  /// The content of the extension with this object identifier (dotted). None occurs twice.
  ///
  /// @throws MalformedException if the extension's outer form is wrong
  public Optional<Bytes> extension(String oid) throws MalformedException {
    byte[] wrapped = parsed.getExtensionValue(oid);
    if (wrapped == null) {
      return Optional.empty();
    }
    var der = new Der(Bytes.copyOf(wrapped));
    var content = der.value(oid, Der.OCTET_STRING);
    der.end();
    return Optional.of(content);
  }

  /// True if ExtendedKeyUsage is present and names `purpose`.
  ///
  /// @param purpose content of an object identifier
  /// @throws MalformedException if the extension has another form
  public boolean isFor(Bytes purpose) throws MalformedException {
    var extension = extension(EXTENDED_KEY_USAGE);
    if (extension.isEmpty()) {
      return false;
    }
    var der = new Der(extension.get());
    var purposes = der.enter(EXTENDED_KEY_USAGE, Der.SEQUENCE);
    der.end();
    boolean found = false;
    while (!purposes.isAtEnd()) {
      found |= purposes.value(EXTENDED_KEY_USAGE, Der.OBJECT_IDENTIFIER).equals(purpose);
    }
    return found;
  }

  /// PEM, `BEGIN CERTIFICATE`.
  public String toPem() {
    return CertificateChain.pem(der);
  }

  @Override
  public boolean equals(Object other) {
    return other == this || (other instanceof Certificate that && der.equals(that.der));
  }

  @Override
  public int hashCode() {
    return der.hashCode();
  }

  @Override
  public String toString() {
    return "Certificate[" + subjectText() + "]";
  }
}
