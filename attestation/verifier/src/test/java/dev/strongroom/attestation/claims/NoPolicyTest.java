package dev.strongroom.attestation.claims;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.appraisal.AttestationResult;
import dev.strongroom.attestation.appraisal.Claims;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.PolicyRule;
import dev.strongroom.attestation.policy.Policy;
import dev.strongroom.protocol.Profile;
import dev.strongroom.wire.Bytes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NoPolicyTest {
  // spec: RFC 9334 8.5
  @Test
  void withoutAPolicyNothingIsAccepted() {
    var node = new Claims(true, "platform", "boot", Bytes.zeros(48), Bytes.zeros(32), List.of());
    var result =
        Policy.appraise(
            Optional.empty(),
            node,
            ClaimsTree.empty(),
            List.of(),
            List.of(),
            Profile.SIMULATION,
            Instant.EPOCH);

    assertThat(result).isInstanceOf(AttestationResult.Contraindicated.class);
    assertThat(result.findings()).extracting(Finding::rule).containsExactly(PolicyRule.ABSENT);
  }
}
