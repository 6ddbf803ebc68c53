package dev.strongroom.simulator.vendor;

import static dev.strongroom.simulator.vendor.Authority.extra;

import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.scheme.snp.SnpTcb;
import dev.strongroom.attestation.trust.ChainVerifier;
import dev.strongroom.wire.Bytes;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.RSAKeyGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.KeyUsage;

/// ARK and ASK like AMD's for Genoa (AMD 57230): RSA 4096, PSS with SHA-384, and VCEKs with the
/// genuine extensions. Thread-safe.
record AmdHierarchy(Authority ark, Authority ask) {
  private static final String AMD = "1.3.6.1.4.1.3704.1.";
  private static final int RSA_BITS = 4096;
  private static final int ARK_SERIAL = 0x20000;
  private static final int ASK_SERIAL = 0x20002;
  private static final Duration ROOT_LIFETIME = Duration.ofDays(25 * 365);
  private static final Duration VCEK_LIFETIME = Duration.ofDays(7 * 365);

  static AmdHierarchy create(SecureRandom random, Instant notBefore) {
    var first = CompletableFuture.supplyAsync(() -> rsa(random));
    var second = CompletableFuture.supplyAsync(() -> rsa(random));
    var arkKey = first.join();
    var askKey = second.join();
    var ark =
        Authority.root(
            subject(
                "ARK-Genoa",
                ARK_SERIAL,
                notBefore,
                arkKey,
                new BasicConstraints(true),
                KeyUsage.keyCertSign | KeyUsage.cRLSign),
            arkKey.getPrivate());
    var ask =
        ark.issue(
            subject(
                "SEV-Genoa",
                ASK_SERIAL,
                notBefore,
                askKey,
                new BasicConstraints(0),
                KeyUsage.keyCertSign));
    return new AmdHierarchy(ark, new Authority(ask, askKey.getPrivate()));
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

  /// A VCEK of `chipId` at `tcb` with ASK and ARK, leaf first.
  CertificateChain vcek(PublicKey key, Bytes chipId, SnpTcb tcb, Instant notBefore) {
    var leaf =
        new Authority.Subject(
            name("SEV-VCEK"),
            BigInteger.ZERO,
            notBefore,
            notBefore.plus(VCEK_LIFETIME),
            key,
            extensions(chipId, tcb));
    Certificate vcek = ask.issue(leaf);
    return new CertificateChain(List.of(vcek, ask.certificate(), ark.certificate()));
  }

  /// The extensions of a VCEK.
  static List<Authority.Extra> extensions(Bytes chipId, SnpTcb tcb) {
    return List.of(
        spl("1", 0),
        extra(AMD + "2", "160547656e6f61"),
        spl("3.1", tcb.bootloader()),
        spl("3.2", tcb.tee()),
        spl("3.4", 0),
        spl("3.5", 0),
        spl("3.6", 0),
        spl("3.7", 0),
        spl("3.3", tcb.snp()),
        spl("3.8", tcb.microcode()),
        new Authority.Extra(AMD + "4", false, chipId));
  }

  private static Authority.Extra spl(String oid, int value) {
    return extra(
        AMD + oid, value < 0x80 ? "0201%02x".formatted(value) : "020200%02x".formatted(value));
  }
}
