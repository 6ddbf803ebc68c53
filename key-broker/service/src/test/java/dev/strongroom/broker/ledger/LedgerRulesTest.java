package dev.strongroom.broker.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.broker.ledger.LedgerRules.Device;
import dev.strongroom.broker.ledger.LedgerRules.Holder;
import dev.strongroom.broker.ledger.LedgerRules.Verdict;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A device")
class LedgerRulesTest {
  private static final Holder FIRST = new Holder("a1", "01");
  private static final Holder NEWER_BOOT = new Holder("a1", "02");
  private static final Holder ELSEWHERE = new Holder("b2", "03");

  private static Device device(Holder last, boolean inUse, Holder... fenced) {
    return new Device(Optional.of(last), inUse, Set.of(fenced));
  }

  @Test
  void goesToWhoeverShowsItFirst() {
    var unseen = new Device(Optional.empty(), false, Set.of());

    assertThat(LedgerRules.admit(unseen, FIRST)).isEqualTo(Verdict.TAKE);
  }

  @Test
  void staysWithItsBoot() {
    assertThat(LedgerRules.admit(device(FIRST, true), FIRST)).isEqualTo(Verdict.KEEP);
  }

  @Test
  void isTakenByANewerBootOfItsPlatform() {
    assertThat(LedgerRules.admit(device(FIRST, true), NEWER_BOOT)).isEqualTo(Verdict.FENCE);
    assertThat(LedgerRules.admit(device(FIRST, false), NEWER_BOOT)).isEqualTo(Verdict.FENCE);
  }

  @Test
  void doesNotGoBackToAFencedBoot() {
    assertThat(LedgerRules.admit(device(NEWER_BOOT, false, FIRST), FIRST))
        .isEqualTo(Verdict.FENCED);
  }

  @Test
  void goesToAnotherPlatformOnlyOnceNobodyUsesIt() {
    assertThat(LedgerRules.admit(device(FIRST, true), ELSEWHERE)).isEqualTo(Verdict.HELD);
    assertThat(LedgerRules.admit(device(FIRST, false), ELSEWHERE)).isEqualTo(Verdict.TAKE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "0000", "unknown", "A1"})
  void goesToNobodyWhosePlatformOrBootIsNotStated(String id) {
    assertThat(LedgerRules.admit(device(FIRST, false), new Holder(id, "01")))
        .isEqualTo(Verdict.UNKNOWN);
    assertThat(LedgerRules.admit(device(FIRST, false), new Holder("a1", id)))
        .isEqualTo(Verdict.UNKNOWN);
  }
}
