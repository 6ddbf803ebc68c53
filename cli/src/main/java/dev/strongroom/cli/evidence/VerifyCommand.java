package dev.strongroom.cli.evidence;

import dev.strongroom.attestation.appraisal.Inspection;
import dev.strongroom.attestation.appraisal.SessionNonce;
import dev.strongroom.attestation.policy.AppliedPolicy;
import dev.strongroom.cli.terminal.Failure;
import dev.strongroom.cli.terminal.Lines;
import dev.strongroom.collateral.bundle.BundleException;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.json.StrictJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `strongroom evidence verify`: is this report authentic, what does it say, and does a policy
/// accept it?
@Command(
    name = "verify",
    description =
        "Verify one report with its certificates under the vendors' pinned roots, and appraise it.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  strongroom evidence verify report.bin vcek.pem ask.der ark.der --at 2026-06-01T00:00:00Z",
      "  strongroom evidence verify report.bin chain.pem --collateral site.zip --explain",
      "  strongroom evidence verify quote.bin collateral.json --offline --explain",
      "  strongroom evidence verify quote.bin --collateral site.zip --policy policy.json \\",
      "    --reference genoa.dsse.json --nonce 00112233445566778899aabbccddeeff --explain",
      "  strongroom evidence verify quote.bin collateral.json --claims",
      "  strongroom evidence verify gpu-report.bin cert-chain.pem --collateral site.zip --format json",
      "",
      "Status 0 if it is affirming: authentic, of this nonce, as the policy wants, and without a"
          + " warning.",
      "Status 6 if it is authentic and leaves warnings, 11 if it is authentic and contraindicated"
          + " (such",
      "as a guest that may be debugged, or one that the policy does not accept), 10 if it is not",
      "authentic, 14 if that cannot be told because collateral is missing or of another time."
          + " Without",
      "--nonce and --policy it is never affirming: nothing says that it answers you.",
      "",
      "The policy is an appraisal policy: 'policy draft' makes a first one, 'policy test' tries one"
          + " on",
      "written cases. A bundle with several sets of Intel's TCB data also forecasts: a node that"
          + " passes",
      "today and will not by a later set gets the warning dcap.tcb.forecast.",
    })
public final class VerifyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private EvidenceOptions evidence;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description =
          "One report, quote or Azure's JSON; its certificates, leaf first (PEM or DER); its event"
              + " log (CCEL, or the TPM's); Intel's collateral (JSON), NVIDIA's manifests (XML or"
              + " JSON) and OCSP answers (DER), and revocation lists (DER). Told apart by what they"
              + " hold.")
  private List<Path> files;

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description = "Appraisal policy, JSON: what is accepted.")
  private Optional<Path> policy = Optional.empty();

  @Option(
      names = "--reference",
      paramLabel = "FILE",
      description =
          "Signed manifest of reference values (DSSE) that the policy names. May be repeated.")
  private List<Path> references = List.of();

  @Option(
      names = "--nonce",
      paramLabel = "HEX",
      description =
          "What the report must carry, 8 to 64 bytes; zeros fill up REPORT_DATA behind it.")
  private Optional<String> nonce = Optional.empty();

  @Option(
      names = "--claims",
      description =
          "Print only the claims, as JSON: what the rules of a policy can speak of, by these"
              + " names.")
  private boolean claims;

  @Option(
      names = "--explain",
      description = "Tell it as advice: what this is, what is wrong, what it means, what to do.")
  private boolean explain;

  @Option(
      names = "--offline",
      description =
          "Nothing is ever fetched while verifying; with this option it is said how to bring what"
              + " is missing.")
  private boolean offline;

  @Option(names = "--format", description = "human or json (default: human).")
  private Format format = Format.HUMAN;

  /// How to print.
  public enum Format {
    /// For people.
    HUMAN,
    /// For programs.
    JSON
  }

  @Override
  public Integer call() throws IOException, MalformedException, BundleException, Failure {
    var applied = applied();
    var wanted = wanted();
    var seen = evidence.look(files, wanted, applied);
    var inspection = seen.inspection();
    var out = Lines.of(spec);
    if (claims) {
      out.json(ShownClaims.require(inspection, seen.report()).pretty());
      return status(inspection);
    }
    switch (format) {
      case HUMAN -> {
        if (explain) {
          new Explanation(out, inspection, applied).print();
        } else {
          print(out, inspection);
        }
        if (offline) {
          Missing.of(inspection, seen.report()).ifPresent(out::say);
        }
      }
      case JSON -> out.json(StrictJson.pretty(Verdict.of(inspection)));
    }
    return status(inspection);
  }

  private Optional<AppliedPolicy> applied() throws IOException, Failure {
    if (policy.isPresent()) {
      return Optional.of(PolicyFiles.applied(policy.get(), references));
    }
    if (!references.isEmpty()) {
      throw new Failure(
          Failure.Kind.USAGE,
          "usage",
          "--reference: nothing compares with it; name the policy that does with --policy");
    }
    return Optional.empty();
  }

  private Optional<SessionNonce> wanted() throws Failure {
    return nonce.isPresent() ? Optional.of(PolicyFiles.nonce(nonce.get())) : Optional.empty();
  }

  private static int status(Inspection inspection) {
    if (Missing.decides(inspection)) {
      return Failure.Kind.EVIDENCE_UNDECIDED.exitStatus();
    }
    if (!inspection.authentic()) {
      return Failure.Kind.EVIDENCE_FORGED.exitStatus();
    }
    return inspection
        .tier()
        .map(
            tier ->
                switch (tier) {
                  case WARNING -> Failure.Kind.EVIDENCE_NOT_AFFIRMED;
                  case CONTRAINDICATED -> Failure.Kind.EVIDENCE_CONTRAINDICATED;
                })
        .map(Failure.Kind::exitStatus)
        .orElse(0);
  }

  private static String headline(Inspection inspection) {
    if (Missing.decides(inspection)) {
      return "NOT JUDGED: collateral is missing or not of this time,";
    }
    return inspection.authentic() ? "AUTHENTIC: chain and signature hold" : "NOT AUTHENTIC";
  }

  /// The verdict comes first: what an unauthentic report says is somebody's claim, no more.
  private static void print(Lines out, Inspection inspection) {
    out.say(
        headline(inspection)
            + " as of "
            + inspection.at()
            + ", tier "
            + inspection.status()
            + (inspection.findings().isEmpty() ? "" : ", not affirming because of:"));
    for (var finding : inspection.findings()) {
      var rule = finding.rule();
      out.say("  " + rule.code() + "  (" + rule.clause() + ")");
      out.say("    got  " + finding.actual());
      out.say("    want " + finding.expected());
      out.say("    " + finding.nextStep());
    }
    out.blank();
    out.say(
        Portrait.title(inspection.scheme(), inspection.fields())
            + (inspection.simulated() ? " (SIMULATED roots)" : "")
            + (inspection.authentic() ? " says:" : " claims, and nothing proves it:"));
    var mark = inspection.authentic() ? "  " : "  (claim) ";
    for (var field : inspection.fields()) {
      out.say(String.format(Locale.ROOT, "%s%-26s %s", mark, field.name(), field.value()));
    }
  }
}
