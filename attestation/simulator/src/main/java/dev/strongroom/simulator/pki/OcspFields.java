package dev.strongroom.simulator.pki;

import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.wire.Bytes;
import java.io.IOException;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.CertID;
import org.bouncycastle.asn1.ocsp.CertStatus;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.ResponderID;
import org.bouncycastle.asn1.ocsp.ResponseData;
import org.bouncycastle.asn1.ocsp.RevokedInfo;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;

/// What an OCSP answer says (RFC 6960, 4.2) before it is signed. Starts as NVIDIA's do: good, from
/// now on for a day, digests with SHA-384, responder by key, no nonce. Not thread-safe.
public final class OcspFields {
  /// `certificateHold` (RFC 5280, 5.3.1).
  public static final int HOLD = CRLReason.certificateHold;

  /// `keyCompromise`.
  public static final int KEY_COMPROMISE = CRLReason.keyCompromise;

  private static final Duration VALIDITY = Duration.ofDays(1);

  private final List<DERSequence> others = new ArrayList<>();
  private final ExtensionsGenerator extensions = new ExtensionsGenerator();
  private BigInteger serial;
  private Bytes issuerName;
  private Bytes issuerKey;
  private ASN1ObjectIdentifier hash = NISTObjectIdentifiers.id_sha384;
  private CertStatus status = new CertStatus();
  private Instant producedAt;
  private Instant thisUpdate;
  private Optional<Instant> nextUpdate;
  private Optional<Certificate> named = Optional.empty();
  private boolean isByName;
  private boolean hasCertificate = true;
  private int responseStatus;

  /// An answer of `now` about `subject`, which `issuer` issued.
  public OcspFields(Certificate subject, Certificate issuer, Instant now) {
    this.serial = new BigInteger(subject.serialNumber());
    this.issuerName = issuer.subject();
    this.issuerKey = issuer.spki();
    this.producedAt = now;
    this.thisUpdate = now;
    this.nextUpdate = Optional.of(now.plus(VALIDITY));
  }

  /// Names a certificate with another serial number.
  public OcspFields serial(BigInteger value) {
    serial = value;
    return this;
  }

  /// Names the issuer by another Name, DER.
  public OcspFields issuerName(Bytes value) {
    issuerName = value;
    return this;
  }

  /// Names the issuer by another key, DER SubjectPublicKeyInfo.
  public OcspFields issuerKey(Bytes value) {
    issuerKey = value;
    return this;
  }

  /// Digests with SHA-1.
  public OcspFields sha1() {
    hash = OIWObjectIdentifiers.idSHA1;
    return this;
  }

  /// Digests with SHA-256.
  public OcspFields sha256() {
    hash = NISTObjectIdentifiers.id_sha256;
    return this;
  }

  /// Says that the certificate is revoked.
  ///
  /// @param reason CRLReason
  public OcspFields revoked(Instant since, int reason) {
    status = new CertStatus(new RevokedInfo(time(since), CRLReason.lookup(reason)));
    return this;
  }

  /// Says that the certificate is revoked, and not why.
  public OcspFields revoked(Instant since) {
    status = new CertStatus(new RevokedInfo(time(since), null));
    return this;
  }

  /// Says that the responder does not know the certificate.
  public OcspFields unknown() {
    status = new CertStatus(2, DERNull.INSTANCE);
    return this;
  }

  /// thisUpdate and producedAt; nextUpdate stays.
  public OcspFields thisUpdate(Instant value) {
    thisUpdate = value;
    producedAt = value;
    return this;
  }

  /// nextUpdate.
  public OcspFields nextUpdate(Instant value) {
    nextUpdate = Optional.of(value);
    return this;
  }

  /// Leaves nextUpdate out.
  public OcspFields withoutNextUpdate() {
    nextUpdate = Optional.empty();
    return this;
  }

  /// Answers this nonce.
  public OcspFields nonce(Bytes value) {
    return extension(
        OCSPObjectIdentifiers.id_pkix_ocsp_nonce.getId(),
        false,
        new DEROctetString(value.toArray()));
  }

  /// Adds an extension of the whole answer.
  public OcspFields extension(String oid, boolean critical, ASN1Encodable content) {
    try {
      extensions.addExtension(new ASN1ObjectIdentifier(oid), critical, content);
      return this;
    } catch (IOException e) {
      throw new IllegalStateException("encoding an extension failed", e);
    }
  }

  /// Adds what `other` says of its certificate, in front.
  public OcspFields after(OcspFields other) {
    others.add(other.single());
    return this;
  }

  /// Names this certificate's subject or key as its signer.
  public OcspFields responder(Certificate value) {
    named = Optional.of(value);
    return this;
  }

  /// Names the signer by name.
  public OcspFields byName() {
    isByName = true;
    return this;
  }

  /// Leaves the responder's certificate out.
  public OcspFields withoutCertificate() {
    hasCertificate = false;
    return this;
  }

  /// OCSPResponseStatus, without anything behind it unless it is 0.
  public OcspFields responseStatus(int value) {
    responseStatus = value;
    return this;
  }

  int responseStatus() {
    return responseStatus;
  }

  boolean hasCertificate() {
    return hasCertificate;
  }

  ResponseData data(Certificate signer) {
    var all = new ASN1EncodableVector();
    others.forEach(all::add);
    all.add(single());
    return new ResponseData(
        responderId(named.orElse(signer)),
        time(producedAt),
        new DERSequence(all),
        extensions.isEmpty() ? null : extensions.generate());
  }

  private ResponderID responderId(Certificate signer) {
    return isByName
        ? new ResponderID(X500Name.getInstance(signer.subject().toArray()))
        : new ResponderID(new DEROctetString(Extensions.keyId(signer.spki())));
  }

  private DERSequence single() {
    var all = new ASN1EncodableVector();
    all.add(
        new CertID(
            new AlgorithmIdentifier(hash, DERNull.INSTANCE),
            digest(issuerName.toArray()),
            digest(Extensions.keyBits(issuerKey)),
            new ASN1Integer(serial)));
    all.add(status);
    all.add(time(thisUpdate));
    nextUpdate.ifPresent(end -> all.add(new DERTaggedObject(true, 0, time(end))));
    return new DERSequence(all);
  }

  private DEROctetString digest(byte[] message) {
    try {
      return new DEROctetString(MessageDigest.getInstance(hash.getId()).digest(message));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("the platform knows SHA-1 and SHA-2 by their numbers", e);
    }
  }

  private static ASN1GeneralizedTime time(Instant value) {
    return new ASN1GeneralizedTime(Date.from(value));
  }
}
