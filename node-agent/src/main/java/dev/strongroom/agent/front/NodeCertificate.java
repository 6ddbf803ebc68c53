package dev.strongroom.agent.front;

import dev.strongroom.wire.dsse.SigningKey;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A TLS certificate for the attested identity key, signed by itself (RFC 5280). Nobody trusts it
/// as such: a client compares its *key* with the one that the broker's result names. The dates only
/// keep strict TLS stacks content.
public final class NodeCertificate {
  private static final Duration BACKDATE = Duration.ofHours(1);
  private static final Duration LIFETIME = Duration.ofDays(30);
  private static final int SERIAL_BITS = 120;

  private NodeCertificate() {}

  /// Makes one.
  ///
  /// @param addresses IP addresses and host names under which the node serves
  public static X509Certificate selfSigned(
      SigningKey identity, Collection<String> addresses, Instant now, SecureRandom random) {
    var name = new X500Name("CN=Strongroom node");
    try {
      var builder =
          new JcaX509v3CertificateBuilder(
                  name,
                  new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS),
                  Date.from(now.minus(BACKDATE)),
                  Date.from(now.plus(LIFETIME)),
                  name,
                  identity.publicKey().platformKey())
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
              .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
              .addExtension(
                  Extension.extendedKeyUsage,
                  false,
                  new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
              .addExtension(Extension.subjectAlternativeName, false, names(addresses));
      var signer = new JcaContentSignerBuilder("SHA384withECDSA").build(identity.platformKey());
      return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    } catch (GeneralSecurityException | OperatorCreationException | CertIOException e) {
      throw new IllegalStateException("making a certificate for a P-384 key failed", e);
    }
  }

  private static GeneralNames names(Collection<String> addresses) {
    return new GeneralNames(
        addresses.stream()
            .map(address -> new GeneralName(kind(address), address))
            .toArray(GeneralName[]::new));
  }

  private static int kind(String address) {
    boolean isIp = address.contains(":") || address.matches("[0-9.]+");
    return isIp ? GeneralName.iPAddress : GeneralName.dNSName;
  }
}
