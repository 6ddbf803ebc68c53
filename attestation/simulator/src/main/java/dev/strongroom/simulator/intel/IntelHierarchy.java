package dev.strongroom.simulator.intel;

import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.trust.ChainVerifier;
import dev.strongroom.simulator.pki.Authority;
import dev.strongroom.simulator.pki.AuthorityFiles;
import dev.strongroom.simulator.pki.Extensions;
import dev.strongroom.simulator.pki.P256Key;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.KeyUsage;

/// SGX Root CA, PCK Platform CA, PCK Processor CA and TCB signing certificate like Intel's (Intel
/// SGX PCK Certificate and CRL Specification 1.5): P-256 throughout, names and extensions in the
/// genuine order. Thread-safe.
///
/// @param root self-signed; signs the root revocation list
/// @param platformCa issuer of PCKs, see [PckCa#PLATFORM]
/// @param processorCa issuer of PCKs, see [PckCa#PROCESSOR]
/// @param tcbSigning signs TCB info and enclave identities
public record IntelHierarchy(
    Authority root, Authority platformCa, Authority processorCa, Authority tcbSigning) {
  private static final Duration ROOT_LIFETIME = Duration.ofDays(31 * 365);
  private static final Duration CA_LIFETIME = Duration.ofDays(15 * 365);
  private static final Duration LEAF_LIFETIME = Duration.ofDays(7 * 365);
  private static final int SERIAL_BITS = 158;
  private static final int ISSUING = KeyUsage.keyCertSign | KeyUsage.cRLSign;
  private static final int SIGNING = KeyUsage.digitalSignature | KeyUsage.nonRepudiation;

  /// Where the certificates claim that their lists are; nothing is ever there.
  private static final String ADDRESS = "https://intel.simulation.invalid/";

  /// Makes a fresh hierarchy.
  public static IntelHierarchy create(SecureRandom random, Instant notBefore) {
    var rootKey = P256Key.generate(random);
    var root =
        Authority.root(
            new Authority.Subject(
                name("Intel SGX Root CA"),
                serial(random),
                notBefore,
                notBefore.plus(ROOT_LIFETIME),
                rootKey.publicKey(),
                extensions(
                    Bytes.copyOf(rootKey.publicKey().getEncoded()),
                    rootKey.publicKey(),
                    "IntelSGXRootCA.der",
                    ISSUING,
                    new BasicConstraints(1))),
            rootKey.privateKey());
    return new IntelHierarchy(
        root,
        pckCa(root, "Intel SGX PCK Platform CA", random, notBefore),
        pckCa(root, "Intel SGX PCK Processor CA", random, notBefore),
        tcbSigning(root, random, notBefore));
  }

  private static Authority pckCa(
      Authority root, String name, SecureRandom random, Instant notBefore) {
    var key = P256Key.generate(random);
    var extensions =
        extensions(
            root.certificate().spki(),
            key.publicKey(),
            "IntelSGXRootCA.der",
            ISSUING,
            new BasicConstraints(0));
    return authority(root, name, key, extensions, random, notBefore, CA_LIFETIME);
  }

  private static Authority tcbSigning(Authority root, SecureRandom random, Instant notBefore) {
    var key = P256Key.generate(random);
    var extensions =
        extensions(
            root.certificate().spki(),
            key.publicKey(),
            "IntelSGXRootCA.der",
            SIGNING,
            new BasicConstraints(false));
    return authority(
        root, "Intel SGX TCB Signing", key, extensions, random, notBefore, LEAF_LIFETIME);
  }

  private static Authority authority(
      Authority root,
      String name,
      P256Key key,
      List<Authority.Extra> extensions,
      SecureRandom random,
      Instant notBefore,
      Duration lifetime) {
    var certificate =
        root.issue(
            new Authority.Subject(
                name(name),
                serial(random),
                notBefore,
                notBefore.plus(lifetime),
                key.publicKey(),
                extensions));
    return new Authority(certificate, key.privateKey());
  }

  private static X500Name name(String commonName) {
    return new X500Name(
        "CN="
            + commonName
            + ",O="
            + ChainVerifier.SIMULATION_ORGANIZATION
            + ",L=Santa Clara,ST=CA,C=US");
  }

  private static BigInteger serial(SecureRandom random) {
    return new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS);
  }

  private static List<Authority.Extra> extensions(
      Bytes issuerSpki, PublicKey subject, String list, int usage, BasicConstraints constraints) {
    return List.of(
        Extensions.authorityKey(issuerSpki),
        Extensions.revocationAt(ADDRESS + list),
        Extensions.subjectKey(subject),
        Extensions.usage(usage),
        Extensions.constraints(constraints));
  }

  /// The issuer of PCKs.
  public Authority ca(PckCa ca) {
    return switch (ca) {
      case PLATFORM -> platformCa;
      case PROCESSOR -> processorCa;
    };
  }

  /// A PCK certificate with its issuer and the root, leaf first.
  CertificateChain pck(PckFields fields, P256Key key, SecureRandom random, Instant notBefore) {
    var issuer = ca(fields.ca());
    var extensions =
        new ArrayList<>(
            extensions(
                issuer.certificate().spki(),
                key.publicKey(),
                "pckcrl?ca=%s&encoding=der".formatted(fields.ca().text()),
                SIGNING,
                new BasicConstraints(false)));
    extensions.addAll(fields.extensions());
    var leaf =
        issuer.issue(
            new Authority.Subject(
                name(fields.commonName()),
                serial(random),
                notBefore,
                notBefore.plus(LEAF_LIFETIME),
                key.publicKey(),
                extensions));
    return new CertificateChain(List.of(leaf, issuer.certificate(), root.certificate()));
  }

  /// Issuer and root: what comes with that issuer's revocation list.
  public CertificateChain issuerChain(PckCa ca) {
    return new CertificateChain(List.of(ca(ca).certificate(), root.certificate()));
  }

  /// TCB signing certificate and root: what comes with TCB info and enclave identities.
  public CertificateChain tcbSigningChain() {
    return new CertificateChain(List.of(tcbSigning.certificate(), root.certificate()));
  }

  /// SHA-256 of the root's DER, for [dev.strongroom.attestation.trust.TrustAnchors#simulation].
  public Bytes rootFingerprint() {
    return root.certificate().fingerprint();
  }

  /// Writes certificates and keys to `directory`, see [AuthorityFiles].
  ///
  /// @throws IOException if that fails
  public void save(Path directory) throws IOException {
    var all = new LinkedHashMap<String, Authority>();
    all.put("intel-root", root);
    all.put("intel-platform-ca", platformCa);
    all.put("intel-processor-ca", processorCa);
    all.put("intel-tcb-signing", tcbSigning);
    AuthorityFiles.save(directory, all);
  }

  /// Reads what [#save] wrote.
  ///
  /// @throws IOException if a file cannot be read
  /// @throws MalformedException if a file is no certificate or no key
  public static IntelHierarchy load(Path directory) throws IOException, MalformedException {
    return new IntelHierarchy(
        AuthorityFiles.load(directory, "intel-root", "EC"),
        AuthorityFiles.load(directory, "intel-platform-ca", "EC"),
        AuthorityFiles.load(directory, "intel-processor-ca", "EC"),
        AuthorityFiles.load(directory, "intel-tcb-signing", "EC"));
  }
}
