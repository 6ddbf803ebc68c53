package dev.strongroom.simulator.nvidia;

import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.trust.ChainVerifier;
import dev.strongroom.simulator.pki.Authority;
import dev.strongroom.simulator.pki.AuthorityFiles;
import dev.strongroom.simulator.pki.Extensions;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.SigningKey;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyUsage;

/// Who signs the manifests of GH100: four levels like NVIDIA's, P-384 throughout, names and
/// extensions as in the genuine manifests. Thread-safe.
///
/// @param root `NVIDIA CoRIM signing Root CA`
/// @param ca for one family of chips
/// @param l3 issues signers
/// @param signer signs manifests, for two years
public record RimSigners(Authority root, Authority ca, Authority l3, Authority signer) {
  private static final String ROOT = "NVIDIA CoRIM signing Root CA";
  private static final String CA = "NVIDIA Reference Value GH100 CA";
  private static final String L3 = "NVIDIA Reference Value L3 GH100 001";
  private static final String SIGNER = "HCC RIM L4 Signer";

  private static final Duration ROOT_LIFETIME = Duration.ofDays(30 * 365);
  private static final Duration CA_LIFETIME = Duration.ofDays(10 * 365);
  private static final Duration L3_LIFETIME = Duration.ofDays(42 * 30);
  private static final Duration SIGNER_LIFETIME = Duration.ofDays(2 * 365);
  private static final int SERIAL_BITS = 126;
  private static final int ISSUING = KeyUsage.keyCertSign | KeyUsage.cRLSign;

  /// Where the certificates claim that their status is; nothing is ever there.
  private static final String ADDRESS = "http://ocsp.nvidia.simulation.invalid";

  /// Makes a fresh hierarchy.
  public static RimSigners create(SecureRandom random, Instant notBefore) {
    return create(ROOT, random, notBefore);
  }

  /// Makes a fresh hierarchy whose root has another common name.
  static RimSigners create(String rootName, SecureRandom random, Instant notBefore) {
    return create(rootName, CA, L3, SIGNER, random, notBefore);
  }

  /// Makes a fresh hierarchy of these common names.
  static RimSigners create(
      String rootName,
      String caName,
      String l3Name,
      String signerName,
      SecureRandom random,
      Instant notBefore) {
    var rootKey = SigningKey.generate(random);
    var anyLength = Extensions.constraints(new BasicConstraints(true));
    var root =
        Authority.root(
            subject(
                rootName,
                rootKey,
                List.of(anyLength, Extensions.usage(ISSUING)),
                random,
                notBefore,
                ROOT_LIFETIME),
            rootKey.platformKey());
    var usage = Extensions.usage(ISSUING);
    var ca = issued(root, caName, List.of(anyLength, usage), random, notBefore, CA_LIFETIME);
    var last = Extensions.constraints(new BasicConstraints(0));
    var l3 = issued(ca, l3Name, List.of(last, usage), random, notBefore, L3_LIFETIME);
    return new RimSigners(root, ca, l3, signer(l3, signerName, random, notBefore));
  }

  private static Authority signer(
      Authority l3, String name, SecureRandom random, Instant notBefore) {
    var extensions =
        List.of(
            Extensions.constraints(new BasicConstraints(false)),
            Extensions.usage(KeyUsage.digitalSignature));
    return issued(l3, name, extensions, random, notBefore, SIGNER_LIFETIME);
  }

  private static Authority issued(
      Authority issuer,
      String name,
      List<Authority.Extra> extensions,
      SecureRandom random,
      Instant notBefore,
      Duration lifetime) {
    var key = SigningKey.generate(random);
    var all = new ArrayList<>(extensions);
    all.add(statusAddress());
    var certificate = issuer.issue(subject(name, key, all, random, notBefore, lifetime));
    return new Authority(certificate, key.platformKey());
  }

  private static Authority.Extra statusAddress() {
    return Authority.extra(
        Extension.authorityInfoAccess,
        false,
        new AuthorityInformationAccess(
            AccessDescription.id_ad_ocsp,
            new GeneralName(GeneralName.uniformResourceIdentifier, ADDRESS)));
  }

  private static Authority.Subject subject(
      String name,
      SigningKey key,
      List<Authority.Extra> extensions,
      SecureRandom random,
      Instant notBefore,
      Duration lifetime) {
    return new Authority.Subject(
        new X500Name("CN=" + name + ",O=" + ChainVerifier.SIMULATION_ORGANIZATION + ",C=US"),
        new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS),
        notBefore,
        notBefore.plus(lifetime),
        key.publicKey().platformKey(),
        extensions);
  }

  /// The same with another signer, which begins at `notBefore` and lives two years.
  public RimSigners withSignerOf(SecureRandom random, Instant notBefore) {
    return new RimSigners(root, ca, l3, signer(l3, SIGNER, random, notBefore));
  }

  /// Signer, L3, CA and root, as a manifest carries them.
  public CertificateChain chain() {
    return new CertificateChain(
        List.of(signer.certificate(), l3.certificate(), ca.certificate(), root.certificate()));
  }

  /// SHA-256 of the root's DER, for [dev.strongroom.attestation.trust.TrustAnchors#simulation].
  public Bytes rootFingerprint() {
    return root.certificate().fingerprint();
  }

  /// Every authority by the name of its files.
  public Map<String, Authority> authorities() {
    var all = new LinkedHashMap<String, Authority>();
    all.put("nvidia-rim-root", root);
    all.put("nvidia-rim-ca", ca);
    all.put("nvidia-rim-l3", l3);
    all.put("nvidia-rim-signer", signer);
    return all;
  }

  /// Reads what [AuthorityFiles#save] wrote of [#authorities].
  ///
  /// @throws IOException if a file cannot be read
  /// @throws MalformedException if a file is no certificate or no key
  public static RimSigners load(Path directory) throws IOException, MalformedException {
    return new RimSigners(
        AuthorityFiles.load(directory, "nvidia-rim-root", "EC"),
        AuthorityFiles.load(directory, "nvidia-rim-ca", "EC"),
        AuthorityFiles.load(directory, "nvidia-rim-l3", "EC"),
        AuthorityFiles.load(directory, "nvidia-rim-signer", "EC"));
  }
}
