package dev.strongroom.simulator.intel;

import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.wire.Bytes;
import java.io.ByteArrayInputStream;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/// One fake Intel, as the tests of this package see it, and the few primitives that check its
/// signatures by hand.
final class Intel {
  static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  static final Instant NOT_BEFORE = Instant.parse("2026-11-01T00:00:00Z");
  static final SecureRandom RANDOM = new SecureRandom();
  static final IntelHierarchy INTEL = IntelHierarchy.create(RANDOM, NOT_BEFORE);
  static final IntelPlatform PLATFORM = platform(new PckFields());

  private Intel() {}

  static IntelPlatform platform(PckFields pck) {
    return IntelPlatform.create(INTEL, pck, RANDOM, NOT_BEFORE);
  }

  static X509Certificate x509(Certificate certificate) throws Exception {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(certificate.der().toArray()));
  }

  static X509CRL crl(Bytes der) throws Exception {
    return (X509CRL)
        CertificateFactory.getInstance("X.509")
            .generateCRL(new ByteArrayInputStream(der.toArray()));
  }

  /// True if `signature`, `r ‖ s`, is by the key of `signer` over `message`.
  static boolean verifies(java.security.PublicKey signer, Bytes message, Bytes signature)
      throws Exception {
    var verifier = Signature.getInstance("SHA256withECDSAinP1363Format");
    verifier.initVerify(signer);
    verifier.update(message.toArray());
    return verifier.verify(signature.toArray());
  }

  /// Object identifier and criticality of each extension in order, with its content where that is
  /// equal for all certificates of a kind.
  static List<String> extensions(Certificate certificate) {
    var extensions =
        org.bouncycastle.asn1.x509.Certificate.getInstance(certificate.der().toArray())
            .getTBSCertificate()
            .getExtensions();
    return Arrays.stream(extensions.getExtensionOIDs())
        .map(
            oid -> {
              var extension = extensions.getExtension(oid);
              var content = Bytes.copyOf(extension.getExtnValue().getOctets());
              return oid + " " + (extension.isCritical() ? content : content.length() > 60);
            })
        .toList();
  }
}
