package dev.strongroom.cli.model;

import dev.strongroom.attestation.appraisal.Inspection;
import dev.strongroom.attestation.claims.ClaimsTree;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.Tier;
import dev.strongroom.attestation.scheme.snp.SnpProduct;
import dev.strongroom.cli.evidence.EvidenceOptions;
import dev.strongroom.cli.evidence.ShownClaims;
import dev.strongroom.cli.terminal.Failure;
import dev.strongroom.cli.terminal.Lines;
import dev.strongroom.protocol.Profile;
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
/// @param warnings what speaks against the machine all the same
record KnownMachine(
    Bytes measurement, ReleasePolicy.Tcb tcb, List<Bytes> chips, List<Finding> warnings) {
  /// Reads authentic Evidence.
  ///
  /// @param profile of the policy
  /// @throws Failure if it is not authentic, of another scheme or profile, or of a machine that
  ///   would get no key under any policy
  static KnownMachine of(EvidenceOptions.Seen seen, Profile profile)
      throws MalformedException, Failure {
    if (seen.inspection().simulated() != (profile == Profile.SIMULATION)) {
      throw new Failure(
          Failure.Kind.USAGE,
          "usage",
          "--from-evidence: genuine Evidence is for --profile production, simulated Evidence for"
              + " --profile simulation; got "
              + profile.text());
    }
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
        product.equals(SnpProduct.MILAN.text()) ? List.of(chip(claims)) : List.of(),
        seen.inspection().findings().stream()
            .filter(finding -> finding.rule().isAcceptable())
            .toList());
  }

  /// What was taken, and what the owner should know of it.
  void tell(Lines out) {
    out.say("taken from the Evidence:");
    out.say("  - measurement " + measurement.hex());
    out.say(
        "  - ",
        "lowest TCB: fmc %d bootloader %d tee %d snp %d microcode %d"
            .formatted(tcb.fmc(), tcb.bootloader(), tcb.tee(), tcb.snp(), tcb.microcode()));
    chips.forEach(chip -> out.say("  - chip " + chip.hex()));
    warnings.forEach(warning -> out.say("  - ", "warning " + warning.describe()));
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

  private static Bytes chip(ClaimsTree claims) throws MalformedException, Failure {
    if (claims.text("cpu.chip_id").isEmpty()) {
      throw new Failure(
          Failure.Kind.USAGE,
          "usage",
          "--from-evidence: the report hides its chip, and a release policy lists Milans by chip;"
              + " have the host sign with its VCEK and show CHIP_ID");
    }
    return hex(claims, "cpu.chip_id");
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
