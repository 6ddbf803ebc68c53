package dev.strongroom.broker.containment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.broker.Role;
import dev.strongroom.protocol.client.RefusedException;
import dev.strongroom.protocol.containment.ContainmentOrder;
import dev.strongroom.protocol.containment.ContainmentOrder.Action;
import dev.strongroom.protocol.containment.ContainmentOrder.Source;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("An order")
class ContainmentRulesTest {
  private static String verdict(Role role, Action action, Source source) {
    try {
      ContainmentRules.requirePermitted(
          new ContainmentOrder(action, "acme", "llama", source, "", "reason"), role);
      return "permitted";
    } catch (RefusedException e) {
      return e.problem().code();
    }
  }

  @ParameterizedTest(name = "{0} {1} {2}: {3}")
  @CsvSource({
    "FREEZE_RELEASES, UNAUTHENTICATED_FLOWS, permitted",
    "FREEZE_RELEASES, AUTHENTICATED_FLOWS, permitted",
    "FREEZE_RELEASES, PERSON, permitted",
    "END_LEASES, UNAUTHENTICATED_FLOWS, containment.source",
    "END_LEASES, AUTHENTICATED_FLOWS, permitted",
    "END_LEASES, PERSON, permitted",
    "UNFREEZE_RELEASES, UNAUTHENTICATED_FLOWS, containment.role",
    "UNFREEZE_RELEASES, AUTHENTICATED_FLOWS, containment.role",
    "UNFREEZE_RELEASES, PERSON, containment.role",
  })
  void ofADetectorIsWeighedByItsSource(Action action, Source source, String want) {
    assertThat(verdict(Role.DETECTOR, action, source)).isEqualTo(want);
  }

  @ParameterizedTest
  @EnumSource(Action.class)
  void ofAnOperatorIsPermitted(Action action) {
    for (var source : Source.values()) {
      assertThat(verdict(Role.OPERATOR, action, source)).isEqualTo("permitted");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Role.class,
      names = {"DETECTOR", "OPERATOR"},
      mode = EnumSource.Mode.EXCLUDE)
  void ofAnyoneElseIsRefused(Role role) {
    for (var action : Action.values()) {
      for (var source : Source.values()) {
        assertThat(verdict(role, action, source)).isEqualTo("containment.role");
      }
    }
  }
}
