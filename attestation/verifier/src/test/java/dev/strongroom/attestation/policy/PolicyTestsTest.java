package dev.strongroom.attestation.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.json.StrictJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Written cases of a policy.
class PolicyTestsTest {
  private static Bytes written(
      Instant at, Consumer<Map<String, Object>> change, String verdict, String... findings)
      throws Exception {
    return written(at, change, List.of(), verdict, findings);
  }

  private static Bytes written(
      Instant at,
      Consumer<Map<String, Object>> change,
      List<Object> manifests,
      String verdict,
      String... findings)
      throws Exception {
    var all = new ArrayList<String>(List.of(findings));
    return StrictJson.write(
        Map.of(
            "at",
            at,
            "claims",
            Fleet.claims(change).nested(),
            "manifests",
            manifests,
            "expected",
            Map.of("verdict", verdict, "findings", all)));
  }

  private static PolicyTests.Outcome run(Bytes one) throws Exception {
    return run(Fleet.policy(_ -> {}), one);
  }

  private static PolicyTests.Outcome run(Policy policy, Bytes one) {
    var outcomes = PolicyTests.run(policy, new TreeMap<>(Map.of("case.json", one)));
    assertThat(outcomes).hasSize(1);
    assertThat(PolicyTests.passed(outcomes)).isEqualTo(outcomes.getFirst().passed());
    return outcomes.getFirst();
  }

  @Test
  void aCaseThatComesToWhatIsWrittenPasses() throws Exception {
    var good = run(written(Fleet.AT, _ -> {}, "affirming"));

    assertThat(good)
        .isEqualTo(new PolicyTests.Outcome("case.json", true, "affirming []", "affirming []"));
    assertThat(run(written(Fleet.END, _ -> {}, "contraindicated", "policy.expired")).passed())
        .isTrue();
  }

  @Test
  void aCaseThatComesToSomethingElseFails() throws Exception {
    var outcome = run(written(Fleet.END, _ -> {}, "affirming"));

    assertThat(outcome.passed()).isFalse();
    assertThat(outcome.seen()).isEqualTo("contraindicated [policy.expired]");
    // The verdict alone is not enough, nor is one of two codes.
    assertThat(run(written(Fleet.END, _ -> {}, "contraindicated", "policy.pin")).passed())
        .isFalse();
    assertThat(
            run(written(
                    Fleet.END,
                    claims -> claims.remove("cpu.snp.product"),
                    "contraindicated",
                    "policy.expired"))
                .passed())
        .isFalse();
  }

  @Test
  void findingsOfVerificationAreWrittenAmongTheClaims() throws Exception {
    var policy = Fleet.policy(json -> json.put("acceptedWarnings", List.of("snp.version-unknown")));
    Consumer<Map<String, Object>> warned =
        claims -> claims.put("findings", List.of("snp.version-unknown"));

    assertThat(run(policy, written(Fleet.AT, warned, "warning", "snp.version-unknown")).passed())
        .isTrue();
    assertThat(
            run(written(
                    Fleet.AT,
                    claims -> claims.put("findings", List.of("snp.no-such-rule")),
                    "affirming"))
                .seen())
        .contains("snp.no-such-rule", "is no rule");
  }

  @Test
  void manifestsAreVerifiedAtTheTimeOfTheCase() throws Exception {
    var policy = Fleet.policy(json -> json.put("references", List.of(Fleet.reference(1))));
    var manifest = StrictJson.read(Fleet.manifest(1, Map.of(), Map.of()).toJson(), Map.class);

    assertThat(run(policy, written(Fleet.AT, _ -> {}, List.of(manifest), "affirming")).passed())
        .isTrue();
    assertThat(
            run(
                    policy,
                    written(
                        Fleet.AT.minusSeconds(1),
                        _ -> {},
                        List.of(manifest),
                        "contraindicated",
                        "policy.reference-stale"))
                .passed())
        .isTrue();
  }

  @Test
  void orderAndRepetitionOfExpectedCodesDoNotMatter() {
    assertThat(new PolicyTests.Expected("warning", List.of("b", "a", "b")))
        .isEqualTo(new PolicyTests.Expected("warning", List.of("a", "b")));
  }

  @Test
  void whatIsNoCaseFailsAndSaysWhy() throws Exception {
    assertThat(run(Bytes.utf8("{}"))).satisfies(PolicyTestsTest::isUnreadable);
    assertThat(run(written(Fleet.AT, _ -> {}, "fine"))).satisfies(PolicyTestsTest::isUnreadable);
    var envelope = Map.of("payloadType", "a", "payload", "", "signatures", List.of());
    assertThat(run(written(Fleet.AT, _ -> {}, List.of(envelope), "affirming")))
        .satisfies(PolicyTestsTest::isUnreadable);
  }

  private static void isUnreadable(PolicyTests.Outcome outcome) {
    assertThat(outcome.passed()).isFalse();
    assertThat(outcome.expected()).isEqualTo("a case");
    assertThat(outcome.seen()).isNotBlank();
  }

  @Test
  void noCaseIsNoSuccessAndOneFailureIsOne() throws Exception {
    var policy = Fleet.policy(_ -> {});
    var good = written(Fleet.AT, _ -> {}, "affirming");

    assertThat(PolicyTests.passed(PolicyTests.run(policy, new TreeMap<>()))).isFalse();
    var mixed =
        PolicyTests.run(policy, new TreeMap<>(Map.of("b.json", Bytes.utf8("{}"), "a.json", good)));
    assertThat(mixed).extracting(PolicyTests.Outcome::name).containsExactly("a.json", "b.json");
    assertThat(PolicyTests.passed(mixed)).isFalse();
  }
}
