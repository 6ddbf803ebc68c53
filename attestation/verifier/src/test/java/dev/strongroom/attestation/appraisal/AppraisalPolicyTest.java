package dev.strongroom.attestation.appraisal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.protocol.Profile;
import dev.strongroom.protocol.enrolment.ReleasePolicy;
import dev.strongroom.wire.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a node is compared with: nothing of it can be left out.
class AppraisalPolicyTest {
  private static final Bytes MEASUREMENT = Bytes.utf8("image").sha384();
  private static final Bytes CHIP = MEASUREMENT.concat(Bytes.zeros(16));
  private static final ReleasePolicy.Tcb TCB = new ReleasePolicy.Tcb(0, 1, 2, 3, 4);
  private static final ReleasePolicy.Accelerators HOPPER =
      ReleasePolicy.Accelerators.ofAnyVersion("GH100", 2);

  private static void assertRefused(
      Set<Bytes> measurements, List<ReleasePolicy.Accelerators> accelerators) {
    assertThatThrownBy(() -> new AppraisalPolicy(measurements, Set.of(), TCB, accelerators))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void namesMeasurementsOf48Bytes() {
    assertRefused(Set.of(), List.of(HOPPER));
    assertRefused(Set.of(MEASUREMENT, MEASUREMENT.slice(0, 47)), List.of(HOPPER));
    assertRefused(Set.of(MEASUREMENT.concat(Bytes.zeros(1))), List.of(HOPPER));
  }

  @Test
  void namesEachClassOfAcceleratorsOnce() {
    assertRefused(Set.of(MEASUREMENT), List.of());
    assertRefused(
        Set.of(MEASUREMENT), List.of(HOPPER, ReleasePolicy.Accelerators.ofAnyVersion("GH100", 1)));
  }

  @Test
  void isThatOfTheReleasePolicy() {
    var release =
        new ReleasePolicy(
            Profile.SIMULATION,
            "acme",
            "llama",
            1,
            List.of(MEASUREMENT),
            List.of(CHIP),
            TCB,
            List.of(HOPPER),
            List.of(),
            new ReleasePolicy.LeaseTerms(Duration.ofMinutes(2), Duration.ofMinutes(1)));

    assertThat(AppraisalPolicy.of(release))
        .isEqualTo(new AppraisalPolicy(Set.of(MEASUREMENT), Set.of(CHIP), TCB, List.of(HOPPER)));
  }

  @ParameterizedTest
  @CsvSource({"63, 32, 32", "65, 32, 32", "64, 31, 32", "64, 33, 32", "64, 32, 31", "64, 32, 33"})
  void whatASessionBindsHasItsLength(int reportData, int nonce, int hostData) {
    assertThatThrownBy(
            () -> new Expected(Bytes.zeros(reportData), Bytes.zeros(nonce), Bytes.zeros(hostData)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bytes, want");
  }
}
