package dev.strongroom.simulator.azure;

import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.trust.ChainVerifier;
import dev.strongroom.simulator.pki.Authority;
import dev.strongroom.simulator.pki.Extensions;
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
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.PolicyInformation;

/// The two ways from a vTPM's AK to Azure's root, RSA with PKCS #1 v1.5 as the genuine ones:
///
/// | Way | Chain | Signed with |
/// |---|---|---|
/// | of 2025 | AK, `Azure Cloud Virtual TPM CA - 24`, `Azure Cloud Virtual TPM CA 2025`, root | SHA-512, SHA-512, SHA-384 |
/// | before | AK, `Global Virtual TPM CA - 03`, root | SHA-256, SHA-384 |
///
/// Thread-safe.
///
/// @param root self-signed
/// @param policyCa `Azure Cloud Virtual TPM CA 2025`
/// @param issuingCa `Azure Cloud Virtual TPM CA - 24`
/// @param earlierCa `Global Virtual TPM CA - 03`
public record AzureHierarchy(
    Authority root, Authority policyCa, Authority issuingCa, Authority earlierCa) {
  private static final int CA_BITS = 4096;
  private static final int SERIAL_BITS = 126;
  private static final Duration ROOT_LIFETIME = Duration.ofDays(25 * 365);
  private static final Duration CA_LIFETIME = Duration.ofDays(6 * 365);
  private static final Duration AK_LIFETIME = Duration.ofDays(364);
  private static final int ISSUING =
      KeyUsage.digitalSignature | KeyUsage.keyCertSign | KeyUsage.cRLSign;

  /// Where the certificates claim that issuers and lists are; nothing is ever there.
  private static final String ADDRESS = "http://azure.simulation.invalid/";

  /// Microsoft's CA version.
  private static final String CA_VERSION = "1.3.6.1.4.1.311.21.1";

  private static final ASN1ObjectIdentifier AK_POLICY =
      new ASN1ObjectIdentifier("1.3.6.1.4.1.311.108.200.2");
  private static final String EK_CERTIFICATE = "2.23.133.8.1";
  private static final String AIK_CERTIFICATE = "2.23.133.8.3";
  private static final String WINDOWS_SYSTEM = "1.3.6.1.4.1.311.10.3.12";

  /// Makes a fresh hierarchy. Takes seconds: four RSA keys of 4096 bits, made side by side.
  public static AzureHierarchy create(SecureRandom random, Instant notBefore) {
    var making =
        Stream.generate(() -> CompletableFuture.supplyAsync(() -> rsa(CA_BITS, random)))
            .limit(4)
            .toList();
    var keys = making.stream().map(CompletableFuture::join).toList();
    var rootKey = keys.getFirst();
    var rootName =
        "C=US,O="
            + ChainVerifier.SIMULATION_ORGANIZATION
            + ",CN=Azure Virtual TPM Root Certificate Authority 2023";
    var root =
        Authority.root(
            new Authority.Subject(
                new X500Name(rootName),
                serial(random),
                notBefore,
                notBefore.plus(ROOT_LIFETIME),
                rootKey.getPublic(),
                List.of(
                    Extensions.usage(ISSUING),
                    Extensions.constraints(new BasicConstraints(true)),
                    Extensions.subjectKey(rootKey.getPublic()),
                    Authority.extra(CA_VERSION, "020100"))),
            rootKey.getPrivate(),
            "SHA384withRSA");
    var policyCa =
        ca(root, "Azure Cloud Virtual TPM CA 2025", 1, keys.get(1), "SHA512", random, notBefore);
    var issuingCa =
        ca(
            policyCa,
            "Azure Cloud Virtual TPM CA - 24",
            0,
            keys.get(2),
            "SHA512",
            random,
            notBefore);
    var earlierCa =
        ca(root, "Global Virtual TPM CA - 03", 0, keys.get(3), "SHA256", random, notBefore);
    return new AzureHierarchy(root, policyCa, issuingCa, earlierCa);
  }

  /// A key pair with exponent 65537.
  static KeyPair rsa(int bits, SecureRandom random) {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(new RSAKeyGenParameterSpec(bits, RSAKeyGenParameterSpec.F4), random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("RSA is required of every Java platform", e);
    }
  }

  private static BigInteger serial(SecureRandom random) {
    return new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS);
  }

  private static Authority ca(
      Authority issuer,
      String name,
      int pathLength,
      KeyPair key,
      String digest,
      SecureRandom random,
      Instant notBefore) {
    // KeyUsage of the genuine policy CA is not critical.
    var usage = new KeyUsage(ISSUING);
    var extensions =
        List.of(
            Extensions.constraints(new BasicConstraints(pathLength)),
            purposes(WINDOWS_SYSTEM, EK_CERTIFICATE, AIK_CERTIFICATE),
            Authority.extra(Extension.keyUsage, pathLength == 0, usage),
            Extensions.subjectKey(key.getPublic()),
            Extensions.authorityKey(issuer.certificate().spki()),
            Extensions.revocationAt(ADDRESS + "current.crl"),
            Extensions.issuerAt(ADDRESS + "cert.cer"));
    var certificate =
        issuer.issue(
            new Authority.Subject(
                new X500Name("CN=" + name),
                serial(random),
                notBefore,
                notBefore.plus(CA_LIFETIME),
                key.getPublic(),
                extensions));
    return new Authority(certificate, key.getPrivate(), digest + "withRSA");
  }

  private static Authority.Extra purposes(String... oids) {
    var all =
        Stream.of(oids)
            .map(oid -> KeyPurposeId.getInstance(new ASN1ObjectIdentifier(oid)))
            .toArray(KeyPurposeId[]::new);
    return Authority.extra(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(all));
  }

  /// Certificate of an AK by the way of 2025, leaf first.
  ///
  /// @param vm how the subject names the guest, such as `2ede2d532aaf`
  public CertificateChain ak(PublicKey ak, String vm, SecureRandom random, Instant notBefore) {
    var extensions =
        List.of(
            policies(),
            Extensions.constraints(new BasicConstraints(false)),
            purposes(WINDOWS_SYSTEM, AIK_CERTIFICATE),
            Extensions.usage(KeyUsage.digitalSignature),
            Extensions.subjectKey(ak),
            Extensions.authorityKey(issuingCa.certificate().spki()),
            Extensions.issuerAt(ADDRESS + "cert.cer"));
    var leaf = issuingCa.issue(ak(ak, vm, extensions, random, notBefore));
    return new CertificateChain(
        List.of(leaf, issuingCa.certificate(), policyCa.certificate(), root.certificate()));
  }

  /// Certificate of an AK by the way before, leaf first: without BasicConstraints, and without an
  /// address of its issuer.
  public CertificateChain earlierAk(
      PublicKey ak, String vm, SecureRandom random, Instant notBefore) {
    var extensions =
        List.of(
            Extensions.usage(KeyUsage.digitalSignature),
            policies(),
            purposes(WINDOWS_SYSTEM, AIK_CERTIFICATE),
            Extensions.subjectKey(ak),
            Extensions.authorityKey(earlierCa.certificate().spki()));
    var leaf = earlierCa.issue(ak(ak, vm, extensions, random, notBefore));
    return new CertificateChain(List.of(leaf, earlierCa.certificate(), root.certificate()));
  }

  private static Authority.Extra policies() {
    return Authority.extra(
        Extension.certificatePolicies,
        false,
        new CertificatePolicies(new PolicyInformation(AK_POLICY)));
  }

  private static Authority.Subject ak(
      PublicKey ak,
      String vm,
      List<Authority.Extra> extensions,
      SecureRandom random,
      Instant notBefore) {
    return new Authority.Subject(
        new X500Name("CN=" + vm + ".ConfidentialVM.Azure.windows.net"),
        serial(random),
        notBefore,
        notBefore.plus(AK_LIFETIME),
        ak,
        extensions);
  }

  /// SHA-256 of the root's DER, for [dev.strongroom.attestation.trust.TrustAnchors#simulation].
  public Bytes rootFingerprint() {
    return root.certificate().fingerprint();
  }
}
