package dev.strongroom.broker.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.appraisal.AttestationResult;
import dev.strongroom.attestation.appraisal.Claims;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.Rule;
import dev.strongroom.attestation.finding.Tier;
import dev.strongroom.wire.Bytes;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A decision")
class DecisionTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final Claims CLAIMS =
      new Claims(true, "a1", "01", Bytes.zeros(48), Bytes.zeros(32), List.of());

  private static List<Finding> findings(Tier tier) {
    return Rule.all().stream()
        .filter(rule -> rule.tier() == tier)
        .map(rule -> new Finding(rule, "want", "got"))
        .toList();
  }

  private static List<String> codes(List<Finding> findings) {
    return findings.stream().map(finding -> finding.rule().code()).distinct().sorted().toList();
  }

  @Test
  void grantsWhatIsAffirming() {
    assertThat(Decision.of(new AttestationResult.Affirming<>(CLAIMS, NOW), List.of()))
        .isEqualTo(new Decision.Granted(CLAIMS, List.of()));
  }

  @Test
  void grantsAWarningOnlyIfEveryFindingIsAcceptedByName() {
    var warnings = findings(Tier.WARNING);
    var warning = new AttestationResult.Warning<>(CLAIMS, warnings, NOW);

    assertThat(Decision.of(warning, codes(warnings)))
        .isEqualTo(new Decision.Granted(CLAIMS, codes(warnings)));
    for (var missing : warnings) {
      var rest =
          codes(warnings).stream().filter(code -> !code.equals(missing.rule().code())).toList();
      assertThat(Decision.of(warning, rest)).isEqualTo(new Decision.Refused(List.of(missing)));
    }
    assertThat(Decision.of(warning, List.of("*", ""))).isInstanceOf(Decision.Refused.class);
  }

  @Test
  void refusesWhatIsContraindicatedWhateverIsAccepted() {
    for (var finding : findings(Tier.CONTRAINDICATED)) {
      var result = new AttestationResult.Contraindicated<Claims>(List.of(finding), NOW);

      assertThat(Decision.of(result, List.of(finding.rule().code())))
          .isEqualTo(new Decision.Refused(List.of(finding)));
    }
  }
}
