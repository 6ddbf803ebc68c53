package dev.strongroom.attestation.policy;

import dev.strongroom.attestation.claims.ClaimSchema;
import dev.strongroom.attestation.claims.ClaimsTree;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.PolicyRule;
import dev.strongroom.attestation.finding.Tier;
import dev.strongroom.protocol.Profile;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.Envelope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A policy document whose expressions compiled. Immutable, thread-safe, deterministic.
public final class Policy {
  private static final int MAX_SHOWN_CLAIMS = 8;

  /// @param claims names in the expression, for findings
  private record Compiled(
      PolicyDocument.Expression source, Expressions.Condition condition, List<String> claims) {}

  private final PolicyDocument document;
  private final List<Compiled> rules;

  private Policy(PolicyDocument document, List<Compiled> rules) {
    this.document = document;
    this.rules = rules;
  }

  /// Compiles every expression.
  ///
  /// @throws MalformedException naming the rule, if one is not an expression of type bool over
  ///   declared claims, or beyond a limit
  public static Policy compile(PolicyDocument document) throws MalformedException {
    var rules = new ArrayList<Compiled>();
    for (var rule : document.rules()) {
      rules.add(
          new Compiled(rule, Expressions.compile(rule.code(), rule.cel()), claimsIn(rule.cel())));
    }
    return new Policy(document, List.copyOf(rules));
  }

  private static List<String> claimsIn(String cel) {
    return ClaimSchema.claims().keySet().stream()
        .filter(
            name ->
                Pattern.compile("(?<![\\w.])" + Pattern.quote(name) + "(?!\\w)")
                    .matcher(cel)
                    .find())
        .limit(MAX_SHOWN_CLAIMS)
        .toList();
  }

  /// What it was compiled from.
  public PolicyDocument document() {
    return document;
  }

  /// Why this policy must not be applied under `profile`; empty if it may be.
  public List<Finding> objections(Profile profile) {
    var out = new ArrayList<Finding>();
    if (document.profile() != profile) {
      out.add(new Finding(PolicyRule.PROFILE, profile.text(), document.profile().text()));
    }
    if (document.products().contains("Milan") && document.platforms().any()) {
      out.add(
          new Finding(PolicyRule.MILAN_UNLISTED, "a list of CHIP_IDs with Milan", "any platform"));
    }
    if (document.profile() == Profile.PRODUCTION) {
      unpinned(out);
    }
    return out;
  }

  private void unpinned(List<Finding> out) {
    for (var scheme : document.schemes()) {
      for (var subject : Pin.Subject.values()) {
        var required = subject.required(scheme);
        for (var claims : required) {
          if (document.pins().stream().noneMatch(p -> pins(p, subject, claims, scheme))) {
            var one = required.size() == 1 ? "" : " by " + String.join(" or ", sorted(claims));
            out.add(
                new Finding(
                    PolicyRule.UNPINNED,
                    subject.text() + " pinned for " + scheme + one,
                    isPinnedToZeros(subject, claims, scheme) ? "pinned to zeros" : "no pin",
                    pinOneOf(claims, List.of(scheme))));
          }
        }
      }
    }
    for (var pin : document.pins()) {
      if (pin.allowed().any()) {
        out.add(
            new Finding(
                PolicyRule.UNPINNED,
                pin.subject().text() + " pinned",
                pin.claim() + " is any",
                pinOneOf(pin.subject().claims(), document.schemes())));
      }
    }
    if (document.accelerators().isEmpty()) {
      out.add(
          new Finding(
              PolicyRule.UNPINNED,
              "at least one accelerator",
              "none",
              "Name the accelerators that a node must show, each with its count, such as"
                  + " \"GH100\": 1."));
    }
  }

  private boolean isPinnedToZeros(Pin.Subject subject, Set<String> claims, String scheme) {
    return document.pins().stream()
        .filter(pin -> pin.subject() == subject && claims.contains(pin.claim()))
        .filter(pin -> pin.concerns(scheme) && !pin.allowed().any())
        .anyMatch(pin -> !pin.saysSomething());
  }

  /// Pinned to any value counts here: that is a finding of its own.
  private static boolean pins(Pin pin, Pin.Subject subject, Set<String> claims, String scheme) {
    return pin.subject() == subject
        && claims.contains(pin.claim())
        && pin.concerns(scheme)
        && (pin.allowed().any() || pin.saysSomething());
  }

  private static SortedSet<String> sorted(Collection<String> names) {
    return new TreeSet<>(names);
  }

  private static String pinOneOf(Collection<String> claims, List<String> schemes) {
    var fitting =
        sorted(claims).stream()
            .filter(claim -> schemes.stream().anyMatch(s -> Pin.isAbout(claim, s)))
            .collect(Collectors.joining(" or "));
    return fitting.isEmpty()
        ? PolicyRule.UNPINNED.advice()
        : "Pin " + fitting + " to what you built; `any` is for simulation.";
  }

  /// Everything that speaks against the claims: what verification found, and what this policy
  /// finds. Objections to the policy itself are among them, so a policy that must not be applied
  /// accepts nothing.
  ///
  /// @param verification findings of verification and intrinsic appraisal, of both tiers
  /// @param manifests signed reference values, as many as were sent
  public List<Finding> findings(
      ClaimsTree claims,
      Collection<Finding> verification,
      Collection<Envelope> manifests,
      Profile profile,
      Instant now) {
    var tree = claims.withFindings(verification);
    var out = new ArrayList<Finding>(verification);
    out.addAll(objections(profile));
    if (!now.isBefore(document.notAfter())) {
      out.add(new Finding(PolicyRule.EXPIRED, "before " + document.notAfter(), now.toString()));
    }
    simulated(tree, profile, out);
    var reference = ReferenceValues.of(document.references(), manifests, now);
    out.addAll(reference.findings());
    platform(tree, reference, out);
    accelerators(tree, out);
    pins(tree, reference, out);
    rules(tree, reference, out);
    warnings(verification, out);
    return List.copyOf(out);
  }

  private static void simulated(ClaimsTree tree, Profile profile, List<Finding> out) {
    boolean real = tree.value("simulated").equals(Optional.of(false));
    if (profile == Profile.PRODUCTION && !real) {
      out.add(new Finding(PolicyRule.PROFILE, "genuine Evidence", "simulated, or not said"));
    }
  }

  private void platform(ClaimsTree tree, ReferenceValues reference, List<Finding> out) {
    var scheme = tree.text("cpu.scheme").orElse("none");
    if (!document.schemes().contains(scheme)) {
      out.add(new Finding(PolicyRule.PRODUCT, "one of " + document.schemes(), scheme));
    }
    boolean snp = scheme.endsWith("snp");
    var product = tree.text("cpu.snp.product").orElse("none");
    if (snp && !document.products().contains(product)) {
      out.add(new Finding(PolicyRule.PRODUCT, "one of " + document.products(), product));
    }
    var platform = tree.text(snp ? "cpu.chip_id" : "cpu.ppid");
    if (!document.platforms().any()
        && platform.filter(id -> document.platforms().admits(id, reference)).isEmpty()) {
      out.add(
          new Finding(
              PolicyRule.PLATFORM, document.platforms().text(), platform.orElse("not shown")));
    }
  }

  private void accelerators(ClaimsTree tree, List<Finding> out) {
    var seen = new TreeMap<String, Integer>();
    tree.ofEachDevice("architecture").forEach(name -> seen.merge(name, 1, Integer::sum));
    if (!document.accelerators().equals(seen)) {
      out.add(
          new Finding(
              PolicyRule.ACCELERATORS,
              new TreeMap<>(document.accelerators()).toString(),
              seen.toString()));
    }
    var ids = tree.ofEachDevice("id");
    if (ids.stream().distinct().count() != ids.size()) {
      out.add(new Finding(PolicyRule.ACCELERATORS, "distinct devices", "one device twice"));
    }
  }

  private void pins(ClaimsTree tree, ReferenceValues reference, List<Finding> out) {
    var scheme = tree.text("cpu.scheme").orElse("none");
    for (var pin : document.pins()) {
      var seen = tree.text(pin.claim());
      boolean holds =
          pin.allowed().any() || seen.filter(v -> pin.allowed().admits(v, reference)).isPresent();
      if (pin.concerns(scheme) && !holds) {
        out.add(
            new Finding(
                PolicyRule.PIN,
                pin.claim() + " " + pin.allowed().text(),
                seen.orElse("not shown")));
      }
    }
  }

  private void rules(ClaimsTree tree, ReferenceValues reference, List<Finding> out) {
    var variables = new HashMap<String, Object>(tree.variables());
    variables.put(Expressions.REFERENCE, reference.values());
    variables.put(Expressions.FLOOR, reference.floors());
    for (var rule : rules) {
      try {
        if (!rule.condition().holds(variables)) {
          out.add(broken(rule, seen(rule, tree)));
        }
      } catch (MalformedException e) {
        // What cannot be evaluated does not hold.
        out.add(broken(rule, seen(rule, tree) + " (" + e.getMessage() + ")"));
      }
    }
  }

  private static Finding broken(Compiled rule, String seen) {
    return new Finding(rule.source().rule(), rule.source().expected(), seen);
  }

  private static String seen(Compiled rule, ClaimsTree tree) {
    return rule.claims().isEmpty()
        ? "not so"
        : rule.claims().stream()
            .map(name -> name + " " + tree.value(name).map(Object::toString).orElse("absent"))
            .collect(Collectors.joining(", "));
  }

  private void warnings(Collection<Finding> verification, List<Finding> out) {
    for (var finding : verification) {
      var rule = finding.rule();
      if (rule.tier() == Tier.WARNING && !document.acceptedWarnings().contains(rule.code())) {
        out.add(
            new Finding(
                PolicyRule.WARNING_UNACCEPTED,
                "no warning but " + document.acceptedWarnings(),
                rule.code(),
                finding.nextStep()));
      }
    }
  }

  static boolean isContraindicated(Collection<Finding> findings) {
    return findings.stream().anyMatch(f -> f.rule().tier() == Tier.CONTRAINDICATED);
  }
}
