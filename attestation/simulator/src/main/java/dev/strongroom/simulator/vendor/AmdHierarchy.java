package dev.strongroom.simulator.vendor;

import static dev.strongroom.simulator.pki.Authority.extra;

import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.scheme.snp.SnpProduct;
import dev.strongroom.attestation.scheme.snp.SnpTcb;
import dev.strongroom.attestation.trust.ChainVerifier;
import dev.strongroom.simulator.pki.Authority;
import dev.strongroom.wire.Bytes;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.RSAKeyGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.KeyUsage;

/// ARK and ASK like AMD's for one product (AMD 57230): RSA 4096, PSS with SHA-384; VCEKs and VLEKs
/// with the genuine extensions; revocation lists by the ARK. Thread-safe.
///
/// @param ark the root
/// @param ask issuer of VCEKs
public record AmdHierarchy(Authority ark, Authority ask) {
  private static final String AMD = "1.3.6.1.4.1.3704.1.";
  private static final String ROOT_PREFIX = "ARK-";
  private static final int RSA_BITS = 4096;
  private static final Duration ROOT_LIFETIME = Duration.ofDays(25 * 365);
  private static final Duration VCEK_LIFETIME = Duration.ofDays(7 * 365);
  private static final Duration VLEK_LIFETIME = Duration.ofDays(365);

  /// A hierarchy for Genoa.
  static AmdHierarchy create(SecureRandom random, Instant notBefore) {
    return create(SnpProduct.GENOA, random, notBefore);
  }

  /// Makes a fresh hierarchy. Takes a second or several: two RSA keys, made side by side.
  public static AmdHierarchy create(SnpProduct product, SecureRandom random, Instant notBefore) {
    var first = CompletableFuture.supplyAsync(() -> rsa(random));
    var second = CompletableFuture.supplyAsync(() -> rsa(random));
    var arkKey = first.join();
    var askKey = second.join();
    var ark =
        Authority.root(
            subject(
                ROOT_PREFIX + product.text(),
                arkSerial(product),
                notBefore,
                arkKey,
                new BasicConstraints(true),
                KeyUsage.keyCertSign | KeyUsage.cRLSign),
            arkKey.getPrivate());
    var serial = arkSerial(product) + (product == SnpProduct.GENOA ? 2 : 1);
    var ask = ark.issue(issuer("SEV-" + product.text(), serial, notBefore, askKey));
    return new AmdHierarchy(ark, new Authority(ask, askKey.getPrivate()));
  }

  /// Serial numbers as AMD's: 0x10000 for Milan, and so on.
  private static int arkSerial(SnpProduct product) {
    return switch (product) {
      case MILAN -> 0x10000;
      case GENOA -> 0x20000;
      case TURIN -> 0x30000;
    };
  }

  private static KeyPair rsa(SecureRandom random) {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(new RSAKeyGenParameterSpec(RSA_BITS, RSAKeyGenParameterSpec.F4), random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("RSA is required of every Java platform", e);
    }
  }

  static X500Name name(String commonName) {
    return new X500Name(
        "OU=Engineering,C=US,L=Santa Clara,ST=CA,O="
            + ChainVerifier.SIMULATION_ORGANIZATION
            + ",CN="
            + commonName);
  }

  private static Authority.Subject issuer(
      String commonName, int serial, Instant notBefore, KeyPair key) {
    return subject(
        commonName, serial, notBefore, key, new BasicConstraints(0), KeyUsage.keyCertSign);
  }

  private static Authority.Subject subject(
      String commonName,
      int serial,
      Instant notBefore,
      KeyPair key,
      BasicConstraints constraints,
      int usage) {
    return new Authority.Subject(
        name(commonName),
        BigInteger.valueOf(serial),
        notBefore,
        notBefore.plus(ROOT_LIFETIME),
        key.getPublic(),
        Authority.issuing(constraints, usage));
  }

  /// The product that the root names.
  public SnpProduct product() {
    var name = ark.certificate().commonName();
    return Arrays.stream(SnpProduct.values())
        .filter(product -> name.equals(ROOT_PREFIX + product.text()))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("not an ARK: " + name));
  }

  /// A fresh ASVK: issuer of VLEKs. Takes a second or several.
  public Authority asvk(SecureRandom random, Instant notBefore) {
    var key = rsa(random);
    var serial = arkSerial(product()) + 0x101;
    var certificate = ark.issue(issuer("SEV-VLEK-" + product().text(), serial, notBefore, key));
    return new Authority(certificate, key.getPrivate());
  }

  /// A VCEK with ASK and ARK, leaf first.
  ///
  /// @param chipId 64 bytes, of which Turin uses 8
  public CertificateChain vcek(PublicKey key, Bytes chipId, SnpTcb tcb, Instant notBefore) {
    var leaf = leaf("SEV-VCEK", notBefore, VCEK_LIFETIME, key, extensions(product(), chipId, tcb));
    return chain(ask.issue(leaf), ask);
  }

  /// A VLEK with `asvk` and ARK, leaf first.
  ///
  /// @param cspId provider, such as `CN=cc-us-east-2.amazonaws.com`
  public CertificateChain vlek(
      Authority asvk, PublicKey key, String cspId, SnpTcb tcb, Instant notBefore) {
    var extensions = new ArrayList<Authority.Extra>();
    extensions.addAll(levels(product(), product().text(), tcb));
    extensions.add(new Authority.Extra(AMD + "5", false, der(new DERIA5String(cspId))));
    return chain(asvk.issue(leaf("SEV-VLEK", notBefore, VLEK_LIFETIME, key, extensions)), asvk);
  }

  private CertificateChain chain(Certificate leaf, Authority issuer) {
    return new CertificateChain(List.of(leaf, issuer.certificate(), ark.certificate()));
  }

  // Every VCEK and VLEK of AMD has serial number 0.
  private static Authority.Subject leaf(
      String name,
      Instant notBefore,
      Duration lifetime,
      PublicKey key,
      List<Authority.Extra> extensions) {
    return new Authority.Subject(
        name(name), BigInteger.ZERO, notBefore, notBefore.plus(lifetime), key, extensions);
  }

  /// The extensions of a Genoa's VCEK.
  static List<Authority.Extra> extensions(Bytes chipId, SnpTcb tcb) {
    return extensions(SnpProduct.GENOA, chipId, tcb);
  }

  private static List<Authority.Extra> extensions(SnpProduct product, Bytes chipId, SnpTcb tcb) {
    var all = new ArrayList<>(levels(product, productName(product), tcb));
    var hwid = product == SnpProduct.TURIN ? chipId.slice(0, 8) : chipId;
    all.add(new Authority.Extra(AMD + "4", false, hwid));
    return all;
  }

  /// productName of VCEKs; VLEKs name the bare product.
  private static String productName(SnpProduct product) {
    return product == SnpProduct.MILAN ? "Milan-B0" : product.text();
  }

  /// structVersion, productName and SPLs, in AMD's order.
  private static List<Authority.Extra> levels(SnpProduct product, String name, SnpTcb tcb) {
    var productName = new Authority.Extra(AMD + "2", false, der(new DERIA5String(name)));
    return switch (product) {
      case MILAN, GENOA ->
          List.of(
              number("1", 0),
              productName,
              number("3.1", tcb.bootloader()),
              number("3.2", tcb.tee()),
              number("3.4", 0),
              number("3.5", 0),
              number("3.6", 0),
              number("3.7", 0),
              number("3.3", tcb.snp()),
              number("3.8", tcb.microcode()));
      case TURIN ->
          List.of(
              number("1", 1),
              productName,
              number("3.9", tcb.fmc()),
              number("3.1", tcb.bootloader()),
              number("3.2", tcb.tee()),
              number("3.3", tcb.snp()),
              number("3.5", 0),
              number("3.6", 0),
              number("3.7", 0),
              number("3.8", tcb.microcode()));
    };
  }

  private static Authority.Extra number(String oid, int value) {
    return extra(AMD + oid, der(new ASN1Integer(value)).hex());
  }

  private static Bytes der(ASN1Object value) {
    try {
      return Bytes.copyOf(value.getEncoded(ASN1Encoding.DER));
    } catch (IOException e) {
      throw new IllegalStateException("encoding an extension failed", e);
    }
  }

  /// AMD's revocation list: signed by the ARK, and naming issuers, not leaves (AMD 57230, CRL).
  ///
  /// @param revoked such as the certificate of [#ask]
  public Bytes revocationList(Instant thisUpdate, Instant nextUpdate, List<Certificate> revoked) {
    return ark.revocationList(thisUpdate, nextUpdate, revoked);
  }
}
