package dev.strongroom.benchmarks.peers;

import dev.strongroom.attestation.appraisal.EvidenceInspection;
import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.finding.Rule;
import dev.strongroom.attestation.scheme.snp.SnpReport;
import dev.strongroom.attestation.scheme.snp.SnpVerifier;
import dev.strongroom.attestation.trust.Rejected;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.attestation.trust.Verification;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.protocol.evidence.Scheme;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Our verifier on one case. Cold makes values of the bytes and verifies chain and report; warm
/// keeps the verified chain, as a caller with many reports of one chip does.
final class OurVerifier {
  private static final String NAME = "strongroom";

  /// Says of each case by itself only that a session, a policy and revocation lists were not given.
  private static final List<String> NOT_OF_THE_REPORT =
      List.of("session.not-compared", "policy.not-compared", "snp.crl.absent");

  /// One verification from bytes.
  private interface Step {
    Verification<?> verify() throws MalformedException;
  }

  private OurVerifier() {}

  /// Runs a case, or nothing if this build has no verifier for its scheme.
  static Optional<PeerResult> run(PeerCase input, int warmup, int iterations)
      throws MalformedException {
    return switch (input.scheme()) {
      case "snp" -> Optional.of(snp(input, warmup, iterations));
      default -> Optional.empty();
    };
  }

  private static PeerResult snp(PeerCase input, int warmup, int iterations)
      throws MalformedException {
    var report = PeerCase.read(input.evidence());
    var ders = List.of(der(input.leaf()), der(input.intermediate()), der(input.root()));
    var evidence = new Evidence(Scheme.AMD_SEV_SNP, report, chain(ders).toPem());
    var anchors = TrustAnchors.production();
    var inspection = EvidenceInspection.inspect(evidence, anchors, input.at());
    var codes =
        String.join(
            " ",
            inspection.findings().stream()
                .map(finding -> finding.rule().code())
                .filter(code -> !NOT_OF_THE_REPORT.contains(code))
                .toList());
    if (!inspection.authentic()) {
      return new PeerResult(NAME, "", input.name(), "reject", codes, 0, 0, 0, 0);
    }
    Step cold = () -> SnpVerifier.verify(SnpReport.parse(report), chain(ders), anchors, input.at());
    var kept = verified(SnpVerifier.verifyChain(chain(ders), anchors, input.at()));
    Step warm = () -> SnpVerifier.verify(SnpReport.parse(report), kept);
    var verdict = inspection.verdict().contains("contraindicated") ? "reject" : "accept";
    double coldSeconds = measure(cold, warmup, iterations);
    double warmSeconds = measure(warm, warmup, iterations);
    return new PeerResult(
        NAME, "", input.name(), verdict, codes, iterations, coldSeconds, iterations, warmSeconds);
  }

  private static <E> Verified<E> verified(Verification<E> verification) {
    return switch (verification) {
      case Verified<E> verified -> verified;
      case Rejected<E>(var findings) ->
          throw new IllegalStateException(
              "accepted once, then refused: "
                  + findings.stream().map(f -> f.rule()).map(Rule::code).toList());
    };
  }

  /// Seconds that `iterations` take after `warmup` of them.
  private static double measure(Step step, int warmup, int iterations) throws MalformedException {
    repeat(step, warmup);
    long start = System.nanoTime();
    repeat(step, iterations);
    return (System.nanoTime() - start) / 1e9;
  }

  private static void repeat(Step step, int times) throws MalformedException {
    for (int i = 0; i < times; i++) {
      verified(step.verify());
    }
  }

  private static CertificateChain chain(List<Bytes> ders) throws MalformedException {
    var certificates = new ArrayList<Certificate>(ders.size());
    for (int i = 0; i < ders.size(); i++) {
      certificates.add(Certificate.ofDer("chain[" + i + "]", ders.get(i)));
    }
    return new CertificateChain(certificates);
  }

  private static Bytes der(String path) throws MalformedException {
    var content = PeerCase.read(path);
    return path.endsWith(".pem") ? CertificateChain.parse(content).leaf().der() : content;
  }
}
