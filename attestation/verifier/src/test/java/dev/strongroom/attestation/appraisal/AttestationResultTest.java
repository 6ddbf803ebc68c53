package dev.strongroom.attestation.appraisal;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.SnpRule;
import dev.strongroom.protocol.evidence.Scheme;
import dev.strongroom.wire.Bytes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AttestationResultTest {
  private static final Finding GRAVE = new Finding(SnpRule.DEBUG, "0", "1");
  private static final Finding MILD = new Finding(SnpRule.CRL_ABSENT, "a list", "none");
  private static final Claims CLAIMS =
      new Claims(true, "", "", Bytes.empty(), Bytes.empty(), List.of());

  @Test
  void tiersWithoutTheirFindingsCannotBeBuilt() {
    var now = Instant.EPOCH;
    assertThatThrownBy(() -> new AttestationResult.Warning<>(CLAIMS, List.of(), now))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new AttestationResult.Warning<>(CLAIMS, List.of(MILD, GRAVE), now))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new AttestationResult.Contraindicated<>(List.of(MILD), now))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                new Inspection(
                    Scheme.AMD_SEV_SNP,
                    false,
                    false,
                    List.of(),
                    Optional.empty(),
                    List.of(),
                    now,
                    Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
