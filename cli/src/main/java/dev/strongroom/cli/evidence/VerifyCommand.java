package dev.strongroom.cli.evidence;

import dev.strongroom.attestation.appraisal.EvidenceInspection;
import dev.strongroom.attestation.appraisal.Inspection;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.cli.terminal.Failure;
import dev.strongroom.cli.terminal.Lines;
import dev.strongroom.collateral.Bundle;
import dev.strongroom.collateral.EvidenceFiles;
import dev.strongroom.collateral.bundle.BundleException;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.json.StrictJson;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `strongroom evidence verify`: is this report authentic, and what does it say?
@Command(
    name = "verify",
    description = "Verify one report with its certificates under the vendors' pinned roots.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  strongroom evidence verify report.bin vcek.pem ask.der ark.der --at 2026-06-01T00:00:00Z",
      "  strongroom evidence verify report.bin chain.pem --collateral site.zip --explain",
      "  strongroom evidence verify quote.bin collateral.json --offline --explain",
      "  strongroom evidence verify gpu-report.bin cert-chain.pem --format json",
      "",
      "Status 6 if it is authentic but not affirming, 11 if it is authentic and contraindicated"
          + " (such as",
      "a guest that may be debugged), 10 if it is not authentic. It is never affirming here:"
          + " without a",
      "session and a policy nothing says that it answers you. For NVIDIA, RIM and OCSP are not"
          + " looked",
      "at yet.",
    })
public final class VerifyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description =
          "One report, quote or Azure's JSON; its certificates, leaf first (PEM or DER); Intel's"
              + " collateral (JSON) and revocation lists (DER). Told apart by what they hold.")
  private List<Path> files;

  @Option(
      names = "--collateral",
      paramLabel = "PATH",
      description =
          "Bundle, or directory of certificates, that completes a chain which stops short of its"
              + " root.")
  private Optional<Path> collateral = Optional.empty();

  @Option(
      names = "--at",
      paramLabel = "INSTANT",
      description = "Verify as of this time, such as 2026-06-01T00:00:00Z (default: now).")
  private Optional<Instant> at = Optional.empty();

  @Option(
      names = "--simulated-roots",
      paramLabel = "DIR",
      description = "Trust the simulator's roots in DIR instead of the vendors'.")
  private Optional<Path> simulatedRoots = Optional.empty();

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

  /// The JSON form.
  record Verdict(
      boolean authentic,
      boolean simulated,
      String tier,
      Instant at,
      List<Inspection.Field> fields,
      List<Broken> findings) {}

  /// One finding in JSON.
  record Broken(
      String code,
      String tier,
      String meaning,
      String expected,
      String actual,
      String clause,
      String advice) {
    static Broken of(Finding finding) {
      var rule = finding.rule();
      return new Broken(
          rule.code(),
          rule.tier().name().toLowerCase(Locale.ROOT),
          Meanings.of(rule).orElse(rule.code()),
          finding.expected(),
          finding.actual(),
          rule.clause(),
          finding.nextStep());
    }
  }

  @Override
  public Integer call() throws IOException, MalformedException, BundleException, Failure {
    var now = at.orElseGet(Instant::now);
    var bundle = collateral.isPresent() ? Bundle.open(collateral.get(), now) : Bundle.empty();
    var found = EvidenceFiles.read(files, bundle);
    var inspection = inspect(found, anchors(), now);
    var out = Lines.of(spec);
    switch (format) {
      case HUMAN -> {
        if (explain) {
          new Explanation(out, inspection).print();
        } else {
          print(out, inspection);
        }
        if (offline) {
          Missing.of(inspection, found.report()).ifPresent(out::say);
        }
      }
      case JSON -> out.json(StrictJson.pretty(verdict(inspection)));
    }
    return status(inspection);
  }

  private static Inspection inspect(EvidenceFiles.Found found, TrustAnchors anchors, Instant now)
      throws IOException, Failure {
    try {
      return EvidenceInspection.inspect(found.evidence(), found.collateral(), anchors, now);
    } catch (MalformedException e) {
      throw new Failure(Failure.Kind.USAGE, "malformed", found.report() + ": " + e.getMessage(), e);
    }
  }

  private static int status(Inspection inspection) {
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

  private TrustAnchors anchors() throws IOException, MalformedException {
    if (simulatedRoots.isEmpty()) {
      return TrustAnchors.production();
    }
    return TrustAnchors.simulation(Bundle.load(simulatedRoots.get()).rootFingerprints());
  }

  private static Verdict verdict(Inspection inspection) {
    return new Verdict(
        inspection.authentic(),
        inspection.simulated(),
        inspection.status(),
        inspection.at(),
        inspection.fields(),
        inspection.findings().stream().map(Broken::of).toList());
  }

  /// The verdict comes first: what an unauthentic report says is somebody's claim, no more.
  private static void print(Lines out, Inspection inspection) {
    out.say(
        (inspection.authentic() ? "AUTHENTIC: chain and signature hold" : "NOT AUTHENTIC")
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
        inspection.scheme().text()
            + (inspection.simulated() ? " (SIMULATED roots)" : "")
            + (inspection.authentic() ? " says:" : " claims, and nothing proves it:"));
    var mark = inspection.authentic() ? "  " : "  (claim) ";
    for (var field : inspection.fields()) {
      out.say(String.format(Locale.ROOT, "%s%-26s %s", mark, field.name(), field.value()));
    }
  }
}
