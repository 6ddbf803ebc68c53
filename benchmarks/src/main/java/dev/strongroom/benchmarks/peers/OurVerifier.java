package dev.strongroom.benchmarks.peers;

import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.trust.Rejected;
import dev.strongroom.attestation.trust.Verification;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.wire.MalformedException;
import java.util.Collection;
import java.util.List;

/// Our verifier on one case.
final class OurVerifier {
  /// Warnings that the policy of the comparison accepts by name: no list of AMD's is at hand, an
  /// old report cannot show the alias check, genuine reports are of old firmware, and a VLEK does
  /// not prove which chip it is.
  private static final List<String> ACCEPTED =
      List.of("snp.crl.absent", "snp.alias-check", "snp.tcb-outdated", "snp.chip-id-unproven");

  /// One verification.
  interface Step {
    Verification<?> verify() throws MalformedException;
  }

  /// What we make of a case.
  ///
  /// @param findings of verification and appraisal
  /// @param cold makes values of the bytes and verifies all of them
  /// @param warm keeps what a caller with much evidence of one platform keeps
  record Job(List<Finding> findings, Step cold, Step warm) {
    Job {
      findings = List.copyOf(findings);
    }
  }

  private OurVerifier() {}

  /// Runs a case; evidence that cannot be parsed is refused.
  static PeerResult run(PeerCase input, int warmup, int iterations) {
    try {
      return run(input.name(), job(input), warmup, iterations);
    } catch (MalformedException e) {
      return PeerResult.refused(input.name(), "parse: " + e.getMessage());
    }
  }

  private static Job job(PeerCase input) throws MalformedException {
    return switch (input.scheme()) {
      case "snp" -> OurSnp.job(input);
      case "sgx", "tdx" -> OurDcap.job(input);
      default -> throw new IllegalArgumentException("no scheme " + input.scheme());
    };
  }

  private static PeerResult run(String name, Job job, int warmup, int iterations)
      throws MalformedException {
    var codes = String.join(" ", codes(job.findings()));
    var verdict = ACCEPTED.containsAll(codes(job.findings())) ? "accept" : "reject";
    if (job.cold().verify() instanceof Rejected<?>) {
      return PeerResult.refused(name, codes);
    }
    double cold = Measured.seconds(() -> verified(job.cold().verify()), warmup, iterations);
    double warm = Measured.seconds(() -> verified(job.warm().verify()), warmup, iterations);
    return new PeerResult(
        PeerResult.OURS, "", name, verdict, codes, iterations, cold, iterations, warm);
  }

  /// What was verified; for steps that keep it.
  ///
  /// @throws IllegalStateException if it was refused
  static <E> Verified<E> verified(Verification<E> verification) {
    return switch (verification) {
      case Verified<E> verified -> verified;
      case Rejected<E>(var findings) ->
          throw new IllegalStateException("accepted once, then refused: " + codes(findings));
    };
  }

  private static List<String> codes(Collection<Finding> findings) {
    return findings.stream().map(finding -> finding.rule().code()).distinct().toList();
  }
}
