package dev.strongroom.cli.model;

import dev.strongroom.attestation.appraisal.Inspection;
import dev.strongroom.attestation.claims.ClaimsTree;
import dev.strongroom.attestation.finding.Tier;
import dev.strongroom.attestation.scheme.snp.SnpProduct;
import dev.strongroom.cli.evidence.EvidenceOptions;
import dev.strongroom.cli.evidence.ShownClaims;
import dev.strongroom.cli.terminal.Failure;
import dev.strongroom.protocol.enrolment.ReleasePolicy;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.List;
import java.util.stream.Stream;

/// What a release policy takes from the Evidence of a machine that its owner knows.
///
/// @param measurement of its launch
/// @param tcb the lowest, part by part, of what it reports, has committed to and was launched with:
///   a policy's floor holds for each
/// @param chips its CHIP_ID if it is a Milan, which a policy must list
record KnownMachine(Bytes measurement, ReleasePolicy.Tcb tcb, List<Bytes> chips) {
  /// Reads authentic Evidence.
  ///
  /// @throws Failure if it is not authentic, of another scheme, or of a machine that would get no
  ///   key under any policy
  static KnownMachine of(EvidenceOptions.Seen seen) throws MalformedException, Failure {
    var claims = ShownClaims.require(seen.inspection(), seen.report());
    if (!claims.text("cpu.scheme").orElse("").equals("snp")) {
      throw new Failure(
          Failure.Kind.USAGE,
          "usage",
          "--from-evidence: a release policy is for SEV-SNP machines; 'policy draft' makes an"
              + " appraisal policy of any");
    }
    requireUsable(seen.inspection());
    var product = claims.text("cpu.snp.product").orElse("");
    return new KnownMachine(
        hex(claims, "cpu.snp.measurement"),
        new ReleasePolicy.Tcb(
            lowest(claims, "fmc"),
            lowest(claims, "bootloader"),
            lowest(claims, "tee"),
            lowest(claims, "snp"),
            lowest(claims, "microcode")),
        product.equals(SnpProduct.MILAN.text()) ? List.of(hex(claims, "cpu.chip_id")) : List.of());
  }

  private static void requireUsable(Inspection inspection) throws Failure {
    for (var finding : inspection.findings()) {
      if (finding.rule().tier() == Tier.CONTRAINDICATED) {
        throw new Failure(
            Failure.Kind.EVIDENCE_CONTRAINDICATED,
            finding.rule().code(),
            "this machine would get no key under any policy: " + finding.nextStep());
      }
    }
  }

  private static int lowest(ClaimsTree claims, String part) {
    return Stream.of("reported", "committed", "launch")
        .flatMap(which -> claims.value("cpu.snp." + which + "_tcb." + part).stream())
        .mapToInt(level -> Math.toIntExact((Long) level))
        .min()
        .orElse(0);
  }

  private static Bytes hex(ClaimsTree claims, String name) throws MalformedException {
    return Bytes.ofHex(name, claims.text(name).orElse(""));
  }
}
