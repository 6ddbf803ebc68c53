package dev.strongroom.simulator.pki;

import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.trust.ChainVerifier;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.dsse.SigningKey;
import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Enumerated;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.ocsp.BasicOCSPResponse;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;

/// Answers for an issuer, whether its certificates still hold (RFC 6960). Thread-safe.
///
/// @param issuer of the certificates that are asked for
/// @param signer who signs: the issuer itself, or whom it certified for that
public record OcspResponder(Authority issuer, Authority signer) {
  private static final Duration VALIDITY = Duration.ofDays(3 * 365);
  private static final int SERIAL_BITS = 126;

  /// Where a responder's certificate says that nobody need ask whether it is revoked itself.
  public enum NoCheck {
    /// In ocsp-nocheck, as NVIDIA's responders for manifests.
    EXTENSION,
    /// In ExtendedKeyUsage, as NVIDIA's responders for devices.
    KEY_PURPOSE,
    /// Nowhere.
    ABSENT
  }

  /// The issuer as its own responder.
  public static OcspResponder of(Authority issuer) {
    return new OcspResponder(issuer, issuer);
  }

  /// A P-384 responder that `issuer` certified, for three years from `notBefore` on.
  public static OcspResponder delegated(
      Authority issuer, NoCheck noCheck, SecureRandom random, Instant notBefore) {
    return certified(issuer, extensions(noCheck), random, notBefore);
  }

  /// A P-384 responder whose certificate has these extensions.
  public static OcspResponder certified(
      Authority issuer, List<Authority.Extra> extensions, SecureRandom random, Instant notBefore) {
    var key = SigningKey.generate(random);
    var certificate =
        issuer.issue(
            new Authority.Subject(
                new X500Name("CN=OCSP Responder,O=" + ChainVerifier.SIMULATION_ORGANIZATION),
                new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS),
                notBefore,
                notBefore.plus(VALIDITY),
                key.publicKey().platformKey(),
                extensions));
    return new OcspResponder(issuer, new Authority(certificate, key.platformKey()));
  }

  /// The extensions of a responder.
  public static List<Authority.Extra> extensions(NoCheck noCheck) {
    var all = new ArrayList<Authority.Extra>();
    all.add(Extensions.constraints(new BasicConstraints(false)));
    all.add(Extensions.usage(KeyUsage.digitalSignature));
    all.add(
        noCheck == NoCheck.KEY_PURPOSE
            ? purposes(
                KeyPurposeId.id_kp_OCSPSigning.getId(),
                OCSPObjectIdentifiers.id_pkix_ocsp_nocheck.getId())
            : purposes(KeyPurposeId.id_kp_OCSPSigning.getId()));
    if (noCheck == NoCheck.EXTENSION) {
      all.add(Authority.extra(OCSPObjectIdentifiers.id_pkix_ocsp_nocheck, false, DERNull.INSTANCE));
    }
    return List.copyOf(all);
  }

  /// ExtendedKeyUsage, critical.
  ///
  /// @param oids dotted
  public static Authority.Extra purposes(String... oids) {
    var all = new ArrayList<KeyPurposeId>();
    for (var oid : oids) {
      all.add(KeyPurposeId.getInstance(new ASN1ObjectIdentifier(oid)));
    }
    return Authority.extra(
        Extension.extendedKeyUsage, true, new ExtendedKeyUsage(all.toArray(new KeyPurposeId[0])));
  }

  /// A good answer about `subject`, changed before it is signed.
  ///
  /// @param now from when on it holds
  public Bytes answer(Certificate subject, Instant now, Consumer<OcspFields> change) {
    var fields = new OcspFields(subject, issuer.certificate(), now);
    change.accept(fields);
    return sign(fields);
  }

  /// OCSPResponse, DER.
  public Bytes sign(OcspFields fields) {
    var all = new ASN1EncodableVector();
    all.add(new ASN1Enumerated(fields.responseStatus()));
    if (fields.responseStatus() == 0) {
      var typed = new ASN1EncodableVector();
      typed.add(OCSPObjectIdentifiers.id_pkix_ocsp_basic);
      typed.add(new DEROctetString(der(basic(fields))));
      all.add(new DERTaggedObject(true, 0, new DERSequence(typed)));
    }
    return Bytes.copyOf(der(new DERSequence(all)));
  }

  private BasicOCSPResponse basic(OcspFields fields) {
    var data = fields.data(signer.certificate());
    var content = signer.signer();
    try (var out = content.getOutputStream()) {
      out.write(der(data));
    } catch (IOException e) {
      throw new IllegalStateException("signing an answer failed", e);
    }
    var certificate = ASN1Sequence.getInstance(signer.certificate().der().toArray());
    return new BasicOCSPResponse(
        data,
        content.getAlgorithmIdentifier(),
        new DERBitString(content.getSignature()),
        fields.hasCertificate() ? new DERSequence(certificate) : null);
  }

  private static byte[] der(ASN1Object value) {
    try {
      return value.getEncoded(ASN1Encoding.DER);
    } catch (IOException e) {
      throw new IllegalStateException("encoding an answer failed", e);
    }
  }
}
