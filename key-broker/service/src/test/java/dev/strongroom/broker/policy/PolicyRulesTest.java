package dev.strongroom.broker.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.broker.policy.PolicyRules.Standing;
import dev.strongroom.broker.policy.PolicyRules.Step;
import dev.strongroom.protocol.Profile;
import dev.strongroom.protocol.client.RefusedException;
import dev.strongroom.protocol.enrolment.ReleasePolicy;
import dev.strongroom.wire.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A policy")
class PolicyRulesTest {
  private static final Bytes ONE = Bytes.utf8("one").sha384();
  private static final Bytes TWO = Bytes.utf8("two").sha384();
  private static final Optional<Standing> THIRD = Optional.of(new Standing(3, ONE));

  @Test
  void comesIntoForceFirstOrWithAHigherVersion() throws Exception {
    assertThat(PolicyRules.next(Optional.empty(), new Standing(7, ONE))).isEqualTo(Step.ADOPT);
    assertThat(PolicyRules.next(THIRD, new Standing(4, TWO))).isEqualTo(Step.ADOPT);
  }

  @Test
  void staysIfItIsTheSame() throws Exception {
    assertThat(PolicyRules.next(THIRD, new Standing(3, ONE))).isEqualTo(Step.KEEP);
  }

  @Test
  void isRefusedWithALowerVersionOrOtherContentOfTheSame() {
    assertThatThrownBy(() -> PolicyRules.next(THIRD, new Standing(2, ONE)))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("policy.version");
    assertThatThrownBy(() -> PolicyRules.next(THIRD, new Standing(3, TWO)))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("policy.version");
  }

  @ParameterizedTest
  @CsvSource({"PT0.5S,PT0.1S", "PT25H,PT1H", "PT10S,PT10S", "PT10S,PT0S", "PT10S,PT-1S"})
  void isRefusedWithTermsThatNoLeaseCanHave(Duration ttl, Duration heartbeat) {
    assertThatThrownBy(() -> PolicyRules.requireUsable(policy(ttl, heartbeat, "GH100")))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("policy.lease");
  }

  @Test
  void isRefusedIfItNamesADeviceClassTwice() {
    assertThatThrownBy(
            () ->
                PolicyRules.requireUsable(
                    policy(Duration.ofMinutes(1), Duration.ofSeconds(5), "GH100", "GH100")))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("GH100");
  }

  @Test
  void isUsableWithOrdinaryTerms() {
    assertThatCode(
            () ->
                PolicyRules.requireUsable(
                    policy(Duration.ofMinutes(1), Duration.ofSeconds(5), "GH100")))
        .doesNotThrowAnyException();
  }

  private static ReleasePolicy policy(Duration ttl, Duration heartbeat, String... classes) {
    return new ReleasePolicy(
        Profile.SIMULATION,
        "acme",
        "llama",
        1,
        List.of(ONE),
        List.of(),
        new ReleasePolicy.Tcb(0, 0, 0, 0, 0),
        List.of(classes).stream().map(c -> ReleasePolicy.Accelerators.ofAnyVersion(c, 1)).toList(),
        List.of(),
        new ReleasePolicy.LeaseTerms(ttl, heartbeat));
  }
}
