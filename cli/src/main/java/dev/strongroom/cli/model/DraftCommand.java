package dev.strongroom.cli.model;

import dev.strongroom.attestation.appraisal.Inspection;
import dev.strongroom.attestation.claims.ClaimsTree;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.NodeRule;
import dev.strongroom.attestation.finding.PolicyRule;
import dev.strongroom.attestation.policy.Pin;
import dev.strongroom.attestation.policy.Policy;
import dev.strongroom.attestation.policy.PolicyDraft;
import dev.strongroom.attestation.policy.PolicyTests;
import dev.strongroom.cli.evidence.EvidenceOptions;
import dev.strongroom.cli.evidence.ShownClaims;
import dev.strongroom.cli.owner.OwnerOnly;
import dev.strongroom.cli.terminal.Failure;
import dev.strongroom.cli.terminal.Lines;
import dev.strongroom.collateral.bundle.BundleException;
import dev.strongroom.protocol.Profile;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `strongroom policy draft`: a first appraisal policy from the Evidence of a machine that one
/// trusts.
@Command(
    name = "draft",
    description =
        "Draft an appraisal policy from authentic Evidence: it pins what the Evidence shows.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  strongroom policy draft --from-evidence quote.bin --collateral site.zip --name tdx-fleet"
          + " \\",
      "    --out policy/policy.json --case policy/cases/first.json",
      "  strongroom policy draft --from-evidence report.bin vcek.pem ask.der ark.der --name"
          + " genoa-fleet",
      "",
      "A draft is no policy yet: read it, and fill in what is said to be open. Take the Evidence of"
          + " a",
      "machine that you know; whatever it is, the draft takes for wanted. Then: 'policy test', and",
      "'evidence verify --policy'. Status 10 if the Evidence is not authentic, 14 if collateral is"
          + " missing;",
      "nothing is written then.",
    })
public final class DraftCommand implements Callable<Integer> {
  private static final int MAX_DAYS = 3650;

  @Spec private CommandSpec spec;

  @Mixin private EvidenceOptions evidence;

  @Option(
      names = "--from-evidence",
      required = true,
      arity = "1..*",
      paramLabel = "FILE",
      description = "The same files as for 'evidence verify': report, certificates, collateral.")
  private List<Path> files;

  @Option(
      names = "--name",
      required = true,
      paramLabel = "NAME",
      description = "Of the policy: lower-case letters, digits, dots and dashes.")
  private String name;

  @Option(
      names = "--days",
      paramLabel = "N",
      description = "Days until the policy ends, 1 to 3650 (default: 90).")
  private int days = 90;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      description = "Where to write it (default: standard output).")
  private Optional<Path> out = Optional.empty();

  @Option(
      names = "--case",
      paramLabel = "FILE",
      description =
          "Also write a case for 'policy test': these claims, and what the draft makes of them.")
  private Optional<Path> caseFile = Optional.empty();

  @Override
  public Integer call() throws IOException, MalformedException, BundleException, Failure {
    if (days < 1 || days > MAX_DAYS) {
      throw new Failure(Failure.Kind.USAGE, "usage", "--days: got " + days + ", want 1 to 3650");
    }
    var seen = evidence.look(files, Optional.empty(), Optional.empty());
    var inspection = seen.inspection();
    var claims = ShownClaims.require(inspection, seen.report());
    var end = inspection.at().plus(Duration.ofDays(days));
    var policy = Policy.compile(PolicyDraft.from(claims, name, end));
    if (out.isPresent()) {
      write(out.get(), policy.document().pretty());
    } else {
      Lines.of(spec).json(policy.document().pretty());
    }
    if (caseFile.isPresent()) {
      write(
          caseFile.get(),
          PolicyTests.write(policy, ofSession(claims, inspection), inspection.at()));
    }
    remarks(policy, claims, inspection);
    return 0;
  }

  private static void write(Path file, String json) throws IOException, Failure {
    OwnerOnly.writeDocument(file, Bytes.utf8(json + "\n").toArray());
  }

  /// As a session shows them: there, nonces are compared.
  private static ClaimsTree ofSession(ClaimsTree claims, Inspection inspection) {
    return claims.withFindings(found(inspection));
  }

  /// What verification found, apart from what only a session and a policy can say.
  private static List<Finding> found(Inspection inspection) {
    return inspection.findings().stream()
        .filter(finding -> !(finding.rule() instanceof NodeRule node && node.isOfNothingCompared()))
        .toList();
  }

  private void remarks(Policy policy, ClaimsTree claims, Inspection inspection) {
    var lines = out.isPresent() ? Lines.of(spec) : Lines.beside(spec);
    var document = policy.document();
    lines.say(
        "drafted %s, version %d, for %s, until %s%s"
            .formatted(
                document.name(),
                document.version(),
                document.profile().text(),
                document.notAfter(),
                out.map(file -> ", in " + file).orElse("")));
    var open = policy.objections(Profile.PRODUCTION);
    lines.say(
        open.isEmpty()
            ? "Production takes it as it is; read it all the same."
            : "To fill in before production takes it:");
    open.forEach(finding -> remark(lines, finding));
    unbound(policy, lines);
    var findings =
        policy.findings(claims, found(inspection), List.of(), document.profile(), inspection.at());
    var own =
        findings.stream()
            .filter(finding -> finding.rule() != PolicyRule.WARNING_UNACCEPTED)
            .filter(finding -> !open.contains(finding))
            .toList();
    if (!own.isEmpty()) {
      lines.say("As it stands it does not affirm this very machine:");
      own.forEach(finding -> remark(lines, finding));
    }
  }

  /// A pin to zeros holds of every guest that was launched without the thing.
  private static void unbound(Policy policy, Lines lines) {
    for (var pin : policy.document().pins()) {
      if (!pin.allowed().any() && !pin.saysSomething()) {
        lines.say(
            "  - ",
            pin.claim()
                + " is all zeros: nothing was measured there, so the pin binds nothing. "
                + (pin.subject() == Pin.Subject.INIT_DATA
                    ? "Launch the guest with the digest of its init-data, and draft anew."
                    : "Pin another register, or leave this one out."));
      }
    }
  }

  private static void remark(Lines lines, Finding finding) {
    var accept = finding.rule().isAcceptable() ? " Or accept it by name, in acceptedWarnings." : "";
    lines.say(
        "  - ",
        "%s: got %s, want %s. %s%s"
            .formatted(
                finding.rule().code(),
                finding.actual(),
                finding.expected(),
                finding.nextStep(),
                accept));
  }
}
