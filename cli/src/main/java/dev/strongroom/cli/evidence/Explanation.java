package dev.strongroom.cli.evidence;

import dev.strongroom.attestation.appraisal.Inspection;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.NodeRule;
import dev.strongroom.attestation.finding.OwnRule;
import dev.strongroom.attestation.policy.AppliedPolicy;
import dev.strongroom.cli.evidence.Weighed.Subject;
import dev.strongroom.cli.evidence.Weighed.Weight;
import dev.strongroom.cli.terminal.Lines;
import dev.strongroom.protocol.evidence.Scheme;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// An inspection told as advice: what the machine is, what is wrong with it by gravity, what is
/// wrong with the policy, what was fine, what was not looked at.
final class Explanation {
  private final Lines out;
  private final Inspection inspection;
  private final Optional<AppliedPolicy> policy;
  private final List<Weighed> findings;

  Explanation(Lines out, Inspection inspection, Optional<AppliedPolicy> policy) {
    this.out = out;
    this.inspection = inspection;
    this.policy = policy;
    this.findings = Weighed.of(inspection, policy.isPresent());
  }

  /// Prints all of it.
  void print() {
    out.say("", new Headline(inspection, findings, policy).text());
    out.say(
        "",
        "As of " + inspection.at() + (inspection.simulated() ? ", under SIMULATED roots." : "."));
    machine();
    numbered(
        "What is wrong, gravest first",
        findings.stream()
            .filter(w -> w.subject() == Subject.MACHINE || w.subject() == Subject.WANTED)
            .toList());
    numbered(
        "What is wrong with the policy itself",
        findings.stream().filter(w -> w.subject() == Subject.POLICY).toList());
    var fine = Passed.of(inspection);
    if (!fine.isEmpty()) {
      section("What was looked at and is fine");
      fine.forEach(sentence -> out.say("  - ", sentence));
    }
    var unseen = findings.stream().filter(w -> w.subject() == Subject.UNSEEN).toList();
    if (!unseen.isEmpty()) {
      section("What was not looked at");
      byRule(unseen).forEach(this::unseen);
    }
  }

  private void machine() {
    section(inspection.authentic() ? "What this machine is" : "What it claims to be, unproved");
    Portrait.of(inspection)
        .forEach(
            line -> out.say(line.startsWith("- ") ? "  - " : "  ", line.replaceFirst("^- ", "")));
  }

  private void numbered(String title, List<Weighed> all) {
    if (all.isEmpty()) {
      return;
    }
    section(title);
    int number = 1;
    for (var same : byRule(all)) {
      wrong(number, same);
      number++;
    }
  }

  private static Collection<List<Weighed>> byRule(List<Weighed> all) {
    return all.stream()
        .collect(
            Collectors.groupingBy(
                weighed -> weighed.finding().rule(), LinkedHashMap::new, Collectors.toList()))
        .values();
  }

  /// @param same what broke one rule
  private void wrong(int number, List<Weighed> same) {
    var first = same.getFirst().finding();
    out.say("  " + number + ". ", meaning(first));
    for (var weighed : same) {
      detail("seen", weighed.finding().actual());
      detail("expected", weighed.finding().expected());
    }
    var updates = TcbSteps.of(inspection, first);
    if (updates.isPresent()) {
      update(updates.get());
    } else {
      same.stream()
          .map(weighed -> step(weighed.finding()))
          .distinct()
          .forEach(step -> detail("do", step));
    }
    rule(same.getFirst());
  }

  private static String meaning(Finding finding) {
    var rule = finding.rule();
    return Meanings.of(rule)
        .orElseGet(
            () ->
                rule instanceof OwnRule
                    ? "The policy's rule " + rule.code() + " does not hold."
                    : rule.code());
  }

  private void update(TcbSteps updates) {
    updates.behind().ifPresent(days -> detail("behind", days));
    var steps = updates.steps();
    if (steps.size() == 1) {
      detail("do", steps.getFirst());
    }
    for (int i = 0; i < steps.size() && steps.size() > 1; i++) {
      out.say(
          String.format(Locale.ROOT, "     %-9s%s) ", i == 0 ? "do" : "", (char) ('a' + i)),
          steps.get(i));
    }
    updates.advisories().ifPresent(open -> detail(steps.size() == 1 ? "about" : "closes", open));
  }

  private void rule(Weighed weighed) {
    var rule = weighed.finding().rule();
    detail("rule", rule.code() + " (" + weighed.weight().text() + "): " + rule.clause());
  }

  /// @param same what one rule did not see
  private void unseen(List<Weighed> same) {
    var first = same.getFirst();
    out.say("  - ", meaning(first.finding()));
    if (same.size() > 1) {
      same.forEach(weighed -> detail("lacking", weighed.finding().expected()));
    }
    detail("do", step(first.finding()));
    var rule = first.finding().rule();
    if (first.weight() == Weight.WARNS) {
      detail("rule", rule.code() + ": " + rule.clause());
    } else {
      rule(first);
    }
  }

  /// What a nonce and a policy on the command line bring.
  private String step(Finding finding) {
    if (finding.rule() == NodeRule.SESSION_NOT_COMPARED) {
      return "Choose a nonce yourself, have the report made with it ("
          + collecting()
          + "), and give it here (--nonce); a broker does so at each release.";
    }
    if (finding.rule() == NodeRule.POLICY_NOT_COMPARED) {
      return isDevice()
          ? "Write down which versions you accept (docs/attestation/policy.md), and give it here"
              + " (--policy)."
          : "Write down what you built and which versions you accept (strongroom policy draft makes"
              + " a first one), and give it here (--policy).";
    }
    if (Headline.ANOTHER_NONCE.contains(finding.rule())) {
      return "Have a new report made with this very nonce ("
          + collecting()
          + "), and verify that one.";
    }
    return finding.nextStep();
  }

  private boolean isDevice() {
    return inspection.scheme() == Scheme.NVIDIA_GPU;
  }

  private String collecting() {
    return isDevice() ? "strongroom agent collect --nonce" : "strongroom evidence collect --nonce";
  }

  private void detail(String name, String text) {
    out.say(String.format(Locale.ROOT, "     %-9s", name), text);
  }

  private void section(String title) {
    out.blank();
    out.say(title);
  }
}
