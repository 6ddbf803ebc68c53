package dev.strongroom.attestation.policy;

import dev.strongroom.attestation.claims.ClaimsTree;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.Rule;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.Envelope;
import dev.strongroom.wire.json.StrictJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Runs a policy against written cases. Pure: files come in as bytes.
///
/// A case is strict JSON:
///
/// ```json
/// {
///   "at": "2026-11-23T12:00:00Z",
///   "claims": { "simulated": true, "cpu": { "scheme": "snp" }, "findings": ["snp.crl.absent"] },
///   "manifests": [],
///   "expected": { "verdict": "contraindicated", "findings": ["policy.no-debug"] }
/// }
/// ```
///
/// `expected.findings` are all codes that must be found, each once, in alphabetical order. The
/// profile is the policy's own.
public final class PolicyTests {
  private PolicyTests() {}

  /// What a case must come to.
  ///
  /// @param verdict `affirming`, `warning` or `contraindicated`
  /// @param findings distinct codes, in alphabetical order
  public record Expected(String verdict, List<String> findings) {
    public Expected {
      findings = findings.stream().distinct().sorted().toList();
      if (!List.of("affirming", "warning", "contraindicated").contains(verdict)) {
        throw new IllegalArgumentException("verdict is '" + verdict + "'");
      }
    }
  }

  /// What came of a case.
  ///
  /// @param name of its file
  /// @param passed true if `seen` is what was expected
  /// @param expected in words
  /// @param seen in words, or why the case cannot be read
  public record Outcome(String name, boolean passed, String expected, String seen) {}

  private record Case(
      Instant at,
      Map<String, Object> claims,
      List<Map<String, Object>> manifests,
      Expected expected) {}

  /// Runs every case. None at all is no success: ask [#passed].
  ///
  /// @param cases content of files, by name
  public static List<Outcome> run(Policy policy, SortedMap<String, Bytes> cases) {
    var outcomes = new ArrayList<Outcome>();
    for (var each : new TreeMap<>(cases).entrySet()) {
      try {
        outcomes.add(run(policy, each.getKey(), StrictJson.read(each.getValue(), Case.class)));
      } catch (MalformedException e) {
        outcomes.add(new Outcome(each.getKey(), false, "a case", String.valueOf(e.getMessage())));
      }
    }
    return List.copyOf(outcomes);
  }

  /// A case of what `policy` makes of `claims`, without manifests: kept beside the policy, it shows
  /// whenever a later version decides otherwise.
  ///
  /// @param claims with the codes of what verification found
  /// @param at the time of the case
  /// @throws MalformedException if `claims` names a finding that is no rule
  public static String write(Policy policy, ClaimsTree claims, Instant at)
      throws MalformedException {
    var seen = decide(policy, claims, List.of(), at);
    return StrictJson.pretty(new Case(at, claims.nested(), List.of(), seen));
  }

  /// True if there are outcomes and each passed.
  public static boolean passed(List<Outcome> outcomes) {
    return !outcomes.isEmpty() && outcomes.stream().allMatch(Outcome::passed);
  }

  private static Outcome run(Policy policy, String name, Case test) throws MalformedException {
    var claims = ClaimsTree.parse(StrictJson.write(test.claims()));
    var manifests = new ArrayList<Envelope>();
    for (var manifest : test.manifests()) {
      manifests.add(Envelope.parse(StrictJson.write(manifest)));
    }
    var seen = decide(policy, claims, manifests, test.at());
    return new Outcome(name, seen.equals(test.expected()), words(test.expected()), words(seen));
  }

  private static Expected decide(
      Policy policy, ClaimsTree claims, List<Envelope> manifests, Instant at)
      throws MalformedException {
    var profile = policy.document().profile();
    var findings = policy.findings(claims, written(claims), manifests, profile, at);
    return new Expected(verdict(findings), findings.stream().map(f -> f.rule().code()).toList());
  }

  private static List<Finding> written(ClaimsTree claims) throws MalformedException {
    var findings = new ArrayList<Finding>();
    for (var code : claims.findings()) {
      var rule =
          Rule.ofCode(code)
              .orElseThrow(
                  () -> new MalformedException("findings", -1, "'" + code + "' is no rule"));
      findings.add(new Finding(rule, "no such finding", "as the case says"));
    }
    return findings;
  }

  private static String verdict(List<Finding> findings) {
    if (findings.isEmpty()) {
      return "affirming";
    }
    return Policy.isContraindicated(findings) ? "contraindicated" : "warning";
  }

  private static String words(Expected outcome) {
    return outcome.verdict() + " " + outcome.findings();
  }
}
