package dev.strongroom.attestation.trust;

import dev.strongroom.attestation.TestChains;
import dev.strongroom.attestation.evidence.OcspResponse;
import dev.strongroom.attestation.evidence.RevocationList;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.ResponderID;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/// What the intermediate of [TestChains#AK] says of the leaf, and signs itself.
///
/// @param nonce that is answered
@SuppressWarnings("JavaUtilDate") // the API of Bouncy Castle
record TestAnswer(
    Optional<CertificateStatus> status,
    Instant from,
    Optional<Instant> until,
    Optional<Bytes> nonce) {
  static final int HOLD = 6;

  /// Another intermediate.
  static final TestChains FORGER = new TestChains("another root", "SHA256withRSA");

  static TestAnswer good(Instant from, Instant until) {
    return new TestAnswer(Optional.empty(), from, Optional.of(until), Optional.empty());
  }

  TestAnswer revoked(Instant since, int reason) {
    return with(new RevokedStatus(Date.from(since), reason));
  }

  TestAnswer unknown() {
    return with(new UnknownStatus());
  }

  private TestAnswer with(CertificateStatus other) {
    return new TestAnswer(Optional.of(other), from, until, nonce);
  }

  TestAnswer withoutEnd() {
    return new TestAnswer(status, from, Optional.empty(), nonce);
  }

  TestAnswer answering(Bytes value) {
    return new TestAnswer(status, from, until, Optional.of(value));
  }

  /// As the answer to a request without a nonce.
  OcspAnswer signed() {
    return new OcspAnswer(response(TestChains.AK), Optional.empty());
  }

  /// As the answer to a request with this nonce.
  OcspAnswer signedFor(Bytes asked) {
    return new OcspAnswer(response(TestChains.AK), Optional.of(asked));
  }

  /// As if another intermediate had signed it.
  OcspAnswer forged() {
    return new OcspAnswer(response(FORGER), Optional.empty());
  }

  private OcspResponse response(TestChains signer) {
    try {
      var issuer = new X509CertificateHolder(TestChains.AK.issuer().der().toArray());
      var id =
          new CertificateID(
              new JcaDigestCalculatorProviderBuilder().build().get(CertificateID.HASH_SHA1),
              issuer,
              BigInteger.ONE);
      var builder = new BasicOCSPRespBuilder(new RespID(new ResponderID(issuer.getSubject())));
      builder.addResponse(
          id,
          status.orElse(CertificateStatus.GOOD),
          Date.from(from),
          until.map(Date::from).orElse(null));
      if (nonce.isPresent()) {
        var octets = new DEROctetString(nonce.get().toArray()).getEncoded();
        builder.setResponseExtensions(
            new Extensions(new Extension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce, false, octets)));
      }
      var basic = builder.build(signer.issuerSigner(), null, Date.from(from));
      var response = new OCSPRespBuilder().build(OCSPRespBuilder.SUCCESSFUL, basic);
      return OcspResponse.ofDer("ocsp", Bytes.copyOf(response.getEncoded()));
    } catch (IOException | OCSPException | OperatorCreationException | MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A list of the intermediate's.
  static RevocationList list(TestChains signer, Instant from, Instant until, int... revoked) {
    try {
      var name = X500Name.getInstance(TestChains.AK.issuer().subject().toArray());
      var builder = new X509v2CRLBuilder(name, Date.from(from)).setNextUpdate(Date.from(until));
      for (int serial : revoked) {
        builder.addCRLEntry(BigInteger.valueOf(serial), Date.from(from), 0);
      }
      var der = builder.build(signer.issuerSigner()).getEncoded();
      return RevocationList.ofDer("crl", Bytes.copyOf(der));
    } catch (IOException | MalformedException e) {
      throw new IllegalStateException(e);
    }
  }
}
