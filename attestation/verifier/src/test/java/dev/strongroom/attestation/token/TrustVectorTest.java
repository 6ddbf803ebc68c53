package dev.strongroom.attestation.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.Rule;
import dev.strongroom.attestation.finding.Tier;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Each rule lowers one member of the vector, to the value that says why.
class TrustVectorTest {
  /// What says that something is not recognized.
  private static final Set<String> UNRECOGNIZED =
      Set.of(
          "chain.root-unknown",
          "chain.root-profile",
          "policy.product",
          "policy.platform",
          "snp.product",
          "dcap.platform",
          "snp.chip-unlisted",
          "snp.platform-unknown",
          "nras.issuer",
          "nras.signer");

  static Stream<Rule> rules() {
    return Rule.all().stream();
  }

  private static TrustVector broken(Rule rule) {
    return TrustVector.of(true, List.of(new Finding(rule, "this", "that")));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void aBreachLowersExactlyItsMember(Rule rule) {
    var intact = TrustVector.of(true, List.of());
    var lowered = broken(rule);

    assertThat(lowered.status())
        .isEqualTo(rule.tier() == Tier.WARNING ? EarStatus.WARNING : EarStatus.CONTRAINDICATED);
    for (var member : VectorMember.values()) {
      boolean same = lowered.value(member) == intact.value(member);
      assertThat(same).as("%s", member).isEqualTo(member != VectorMember.of(rule));
    }
  }

  @ParameterizedTest
  @MethodSource("rules")
  void theValueSaysWhy(Rule rule) {
    int value = broken(rule).value(VectorMember.of(rule));

    if (rule.tier() == Tier.WARNING) {
      assertThat(value).isEqualTo(32);
    } else if (UNRECOGNIZED.contains(rule.code())) {
      assertThat(value).isEqualTo(97);
    } else if (rule.code().endsWith(".signature") || rule.code().equals("snp.unsigned")) {
      assertThat(value).isEqualTo(99);
    } else {
      assertThat(value).isIn(96, 99);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "chain.signature, INSTANCE_IDENTITY",
    "nras.signature, INSTANCE_IDENTITY",
    "nras.ueid, INSTANCE_IDENTITY",
    "nras.nonce, CONFIGURATION",
    "nras.measurements, EXECUTABLES",
    "nras.not-local, EXECUTABLES",
    "snp.chip-id, INSTANCE_IDENTITY",
    "dcap.qe-binding, INSTANCE_IDENTITY",
    "policy.platform, INSTANCE_IDENTITY",
    "snp.policy-bit, CONFIGURATION",
    "snp.report-data, CONFIGURATION",
    "tpm.nonce, CONFIGURATION",
    "policy.unpinned, CONFIGURATION",
    "snp.measurement, EXECUTABLES",
    "tpm.pcr-digest, EXECUTABLES",
    "policy.pin, EXECUTABLES",
    "snp.minimum-tcb, HARDWARE",
    "dcap.tcb.out-of-date, HARDWARE",
    "policy.product, HARDWARE",
    "snp.debug, RUNTIME_OPAQUE",
    "tdx.debug, RUNTIME_OPAQUE",
    "sgx.debug, RUNTIME_OPAQUE",
    "snp.alias-check, RUNTIME_OPAQUE",
    "snp.alias-check-failed, RUNTIME_OPAQUE",
  })
  void rulesSpeakOfTheirMember(String code, VectorMember member) {
    assertThat(VectorMember.of(Rule.ofCode(code).orElseThrow())).isEqualTo(member);
  }

  @Test
  void ofTwoBreachesTheGraverCounts() {
    var signature = new Finding(Rule.ofCode("chain.signature").orElseThrow(), "a", "b");
    var revoked = new Finding(Rule.ofCode("chain.revoked").orElseThrow(), "a", "b");

    for (var findings : List.of(List.of(signature, revoked), List.of(revoked, signature))) {
      assertThat(TrustVector.of(true, findings).value(VectorMember.INSTANCE_IDENTITY))
          .isEqualTo(99);
    }
  }

  private static Map<VectorMember, Integer> all(int value) {
    var values = new EnumMap<VectorMember, Integer>(VectorMember.class);
    for (var member : VectorMember.values()) {
      values.put(member, 0);
    }
    values.put(VectorMember.HARDWARE, value);
    return values;
  }

  @Test
  void valuesAreSignedBytes() {
    for (int value : new int[] {-128, 127}) {
      assertThat(new TrustVector(all(value)).value(VectorMember.HARDWARE)).isEqualTo(value);
    }
    for (int value : new int[] {-129, 128}) {
      assertThatThrownBy(() -> new TrustVector(all(value)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void noMemberIsLeftOut() {
    var seven = all(0);
    seven.remove(VectorMember.SOURCED_DATA);

    assertThatThrownBy(() -> new TrustVector(seven)).isInstanceOf(IllegalArgumentException.class);
  }
}
