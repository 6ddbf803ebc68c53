package dev.strongroom.cli.evidence;

import dev.strongroom.attestation.appraisal.Inspection;
import dev.strongroom.attestation.finding.AzureRule;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.NodeRule;
import dev.strongroom.attestation.finding.NvidiaRule;
import dev.strongroom.attestation.finding.Rule;
import dev.strongroom.attestation.finding.SnpRule;
import dev.strongroom.attestation.finding.Tier;
import dev.strongroom.cli.terminal.Lines;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// An inspection told as advice: what the machine is, what is wrong with it by gravity, what was
/// fine, what was not looked at.
final class Explanation {
  /// Findings that say that something was not given, not that something is wrong.
  private static final Set<Rule> NOT_LOOKED_AT =
      Set.of(
          NodeRule.SESSION_NOT_COMPARED,
          NodeRule.POLICY_NOT_COMPARED,
          SnpRule.CRL_ABSENT,
          AzureRule.AK_CRL_ABSENT,
          NvidiaRule.RIM_ABSENT,
          NvidiaRule.OCSP_ABSENT);

  private final Lines out;
  private final Inspection inspection;
  private final List<Finding> wrong;
  private final List<Finding> unseen;

  Explanation(Lines out, Inspection inspection) {
    this.out = out;
    this.inspection = inspection;
    this.wrong =
        inspection.findings().stream()
            .filter(finding -> !NOT_LOOKED_AT.contains(finding.rule()))
            .sorted(Comparator.comparing((Finding finding) -> finding.rule().tier()).reversed())
            .toList();
    this.unseen =
        inspection.findings().stream()
            .filter(finding -> NOT_LOOKED_AT.contains(finding.rule()))
            .toList();
  }

  /// Prints all of it.
  void print() {
    say("", headline());
    say(
        "",
        "As of " + inspection.at() + (inspection.simulated() ? ", under SIMULATED roots." : "."));
    machine();
    if (!wrong.isEmpty()) {
      section("What is wrong, gravest first");
      for (int i = 0; i < wrong.size(); i++) {
        wrong(i + 1, wrong.get(i));
      }
    }
    var fine = Passed.of(inspection);
    if (!fine.isEmpty()) {
      section("What was looked at and is fine");
      fine.forEach(sentence -> say("  - ", sentence));
    }
    if (!unseen.isEmpty()) {
      section("What was not looked at");
      unseen.forEach(this::unseen);
    }
  }

  private String headline() {
    if (!inspection.authentic() && Missing.isAllThatIsWrong(wrong)) {
      return "NOT JUDGED: collateral that is needed is missing or not of this time. Until it is"
                 + " there, take what this says as somebody's claim.";
    }
    if (!inspection.authentic()) {
      return "DO NOT RELY ON IT: this is not authentic, so whatever it says is somebody's claim.";
    }
    long grave = wrong.stream().filter(f -> f.rule().tier() == Tier.CONTRAINDICATED).count();
    if (grave > 0) {
      return "DO NOT USE THIS MACHINE AS IT IS: the report is authentic, and "
          + (grave == 1 ? "one thing" : grave + " things")
          + " in what it says forbid"
          + (grave == 1 ? "s" : "")
          + " it.";
    }
    return wrong.isEmpty()
        ? "NOTHING IS WRONG in what was looked at: the report is authentic."
        : "USABLE IF A POLICY ACCEPTS IT: the report is authentic, and leaves "
            + (wrong.size() == 1 ? "one thing" : wrong.size() + " things")
            + " to decide.";
  }

  private void machine() {
    section(inspection.authentic() ? "What this machine is" : "What it claims to be, unproved");
    Portrait.of(inspection)
        .forEach(line -> say(line.startsWith("- ") ? "  - " : "  ", line.replaceFirst("^- ", "")));
  }

  private void wrong(int number, Finding finding) {
    var rule = finding.rule();
    say("  " + number + ". ", Meanings.of(rule).orElse(rule.code()));
    detail("seen", finding.actual());
    detail("expected", finding.expected());
    detail("do", finding.nextStep());
    detail("rule", rule.code() + " (" + weight(rule.tier()) + "): " + rule.clause());
  }

  private static String weight(Tier tier) {
    return switch (tier) {
      case CONTRAINDICATED -> "refuses";
      case WARNING -> "warns; a policy can accept it by this name";
    };
  }

  private void unseen(Finding finding) {
    say("  - ", Meanings.of(finding.rule()).orElse(finding.rule().code()));
    detail("do", step(finding));
    detail("rule", finding.rule().code() + ": " + finding.rule().clause());
  }

  /// What no verification of single files compares, whoever looks at them must.
  private static String step(Finding finding) {
    if (finding.rule() == NodeRule.SESSION_NOT_COMPARED) {
      return "Choose a nonce yourself, have the report made with it (strongroom evidence collect"
          + " --nonce), and compare what the report carries; a broker does so at each release.";
    }
    if (finding.rule() == NodeRule.POLICY_NOT_COMPARED) {
      return "Compare them with what you built and with the versions that you accept; a release"
          + " policy does so at each release (strongroom policy new).";
    }
    return finding.nextStep();
  }

  private void detail(String name, String text) {
    say(String.format(Locale.ROOT, "     %-9s", name), text);
  }

  private void section(String title) {
    out.blank();
    out.say(title);
  }

  private void say(String first, String text) {
    Paragraph.lines(first, text).forEach(out::say);
  }
}
