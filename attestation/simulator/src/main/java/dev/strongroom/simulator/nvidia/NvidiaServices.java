package dev.strongroom.simulator.nvidia;

import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.evidence.CertificateId;
import dev.strongroom.attestation.evidence.OcspHash;
import dev.strongroom.attestation.evidence.OcspRequest;
import dev.strongroom.attestation.scheme.nvidia.NvidiaArchitecture;
import dev.strongroom.attestation.scheme.nvidia.rim.RimId;
import dev.strongroom.simulator.pki.Authority;
import dev.strongroom.simulator.pki.OcspResponder;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.json.StrictJson;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// NVIDIA's services of manifests and revocation: what they answer to a request, by the vendor's
/// paths and forms. Says of every certificate that it is good. Not thread-safe while something is
/// added; answers are made once, when it is.
public final class NvidiaServices {
  private static final Duration LIST_VALIDITY = Duration.ofDays(60);
  private static final int BROM = 1;

  private final NvidiaHierarchy nvidia;
  private final RimSigners signers;
  private final SecureRandom random;
  private final Instant now;
  private final Map<String, Bytes> resources = new HashMap<>();
  private final Map<Bytes, Bytes> answers = new HashMap<>();

  /// @param now from when on answers hold, for a day, and lists, for sixty
  public NvidiaServices(
      NvidiaHierarchy nvidia, RimSigners signers, SecureRandom random, Instant now) {
    this.nvidia = nvidia;
    this.signers = signers;
    this.random = random;
    this.now = now;
    list("l1-root", nvidia.root());
    list("l2-gh100", nvidia.identity(NvidiaArchitecture.GH100));
    list("l2-gb100", nvidia.identity(NvidiaArchitecture.GB100));
    answer(signers.signer().certificate(), signers.l3(), OcspResponder.NoCheck.EXTENSION);
    answer(signers.l3().certificate(), signers.ca(), OcspResponder.NoCheck.EXTENSION);
    answer(signers.ca().certificate(), signers.root(), OcspResponder.NoCheck.EXTENSION);
  }

  private void list(String name, Authority issuer) {
    resources.put(
        "/crl/" + name + ".crl", issuer.revocationList(now, now.plus(LIST_VALIDITY), List.of()));
  }

  private void answer(Certificate subject, Authority issuer, OcspResponder.NoCheck noCheck) {
    var id = CertificateId.of(subject, issuer.certificate(), OcspHash.SHA384);
    var responder = OcspResponder.delegated(issuer, noCheck, random, now);
    answers.put(
        new OcspRequest(id, Optional.empty()).der(), responder.answer(subject, now, _ -> {}));
  }

  /// Publishes a manifest, signed.
  public NvidiaServices publish(RimId id, RimDocument document) {
    resources.put("/v1/rim/" + id.text(), manifestAnswer(id, document.sign(signers)));
    return this;
  }

  /// What the RIM service answers around a manifest: JSON.
  public static Bytes manifestAnswer(RimId id, Bytes xml) {
    return StrictJson.write(
        Map.of(
            "id",
            id.text(),
            "rim",
            Base64.getEncoder().encodeToString(xml.toArray()),
            "sha256",
            xml.sha256().hex(),
            "rim_format",
            "TCG"));
  }

  /// Learns the issuers of devices with this chain.
  public NvidiaServices know(NvidiaArchitecture architecture, CertificateChain chain) {
    var issuers =
        List.of(nvidia.provisioner(architecture), nvidia.identity(architecture), nvidia.root());
    for (int i = 0; i < issuers.size(); i++) {
      answer(chain.certificates().get(BROM + i), issuers.get(i), OcspResponder.NoCheck.KEY_PURPOSE);
    }
    return this;
  }

  /// What the RIM service answers, or a list; empty if there is none at this path.
  public Optional<Bytes> get(String path) {
    return Optional.ofNullable(resources.get(path));
  }

  /// What the OCSP responder answers; empty if it does not know the certificate.
  ///
  /// @param request DER, without a nonce
  public Optional<Bytes> post(Bytes request) {
    return Optional.ofNullable(answers.get(request));
  }
}
