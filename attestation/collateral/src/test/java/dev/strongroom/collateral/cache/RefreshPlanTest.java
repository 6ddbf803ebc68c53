package dev.strongroom.collateral.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.collateral.cache.RefreshPlan.Due;
import dev.strongroom.collateral.cache.RefreshPlan.Reason;
import dev.strongroom.collateral.item.Item;
import dev.strongroom.collateral.item.Material;
import dev.strongroom.collateral.testing.Recorded;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefreshPlanTest {
  private static final Instant END = Instant.parse("2026-07-30T07:53:47Z");
  private static final RefreshRules RULES = RefreshRules.standard();

  private static RefreshPlan plan(Instant now, Material... held) {
    var wanted = List.of(held).stream().map(Material::item).toList();
    return RefreshPlan.of(wanted, List.of(held), now, RULES);
  }

  private static Material tcbInfo(Instant fetchedAt) {
    var genuine = Recorded.material(Recorded.TCB_INFO);
    return new Material(
        genuine.item(),
        genuine.body(),
        genuine.issuerChain(),
        fetchedAt,
        genuine.issuedAt(),
        genuine.nextUpdate());
  }

  @Test
  void whatIsNotHeldIsDueAtOnce() {
    var plan = RefreshPlan.of(Recorded.items(), List.of(), Recorded.AT, RULES);

    assertThat(plan.due()).extracting(Due::item).containsAll(Recorded.items());
    assertThat(plan.due()).extracting(Due::reason).containsOnly(Reason.ABSENT);
    assertThat(plan.nextDue()).isEqualTo(Instant.MAX);
  }

  @Test
  void whatMakesAServicePauseComesLast() {
    var plan = RefreshPlan.of(Recorded.items(), List.of(), Recorded.AT, RULES);

    assertThat(plan.due().subList(6, 8))
        .extracting(Due::item)
        .containsExactlyInAnyOrder(Recorded.milanVcek(), Recorded.turinVcek());
  }

  @Test
  void theStaleComeBeforeTheAged() {
    var now = END;
    var plan = plan(now, Recorded.material(Recorded.PCK_CRL), tcbInfo(now.minusSeconds(86_400)));

    assertThat(plan.due())
        .containsExactly(
            new Due(Recorded.TCB_INFO, Reason.STALE), new Due(Recorded.PCK_CRL, Reason.AGED));
    assertThat(plan(now.minusMillis(1), tcbInfo(now.minusSeconds(86_401))).due())
        .containsExactly(new Due(Recorded.TCB_INFO, Reason.AGED));
  }

  @Test
  void whatMayBeRevisedIsDueADayAfterItCame() {
    var held = Recorded.material(Recorded.TCB_INFO);
    var day = Recorded.AT.plus(Duration.ofDays(1));

    assertThat(plan(day.minusMillis(1), held).due()).isEmpty();
    assertThat(plan(day.minusMillis(1), held).nextDue()).isEqualTo(day);
    assertThat(plan(day, held).due()).containsExactly(new Due(Recorded.TCB_INFO, Reason.AGED));
  }

  @Test
  void certificatesAreLeftAloneUntilAWeekBeforeTheirEnd() {
    var held = Recorded.material(Recorded.milanVcek());
    var due = held.nextUpdate().minus(Duration.ofDays(7));

    assertThat(plan(Recorded.AT, held)).isEqualTo(new RefreshPlan(List.of(), due));
    assertThat(plan(due.minusMillis(1), held).due()).isEmpty();
    assertThat(plan(due, held).due()).containsExactly(new Due(Recorded.milanVcek(), Reason.AGED));
  }

  @Test
  void whatLivesShortIsDueInItsLastQuarter() {
    var genuine = Recorded.material(Recorded.MILAN_CRL);
    var brief =
        new Material(
            genuine.item(),
            genuine.body(),
            genuine.issuerChain(),
            Recorded.AT,
            Recorded.AT,
            Recorded.AT.plus(Duration.ofHours(8)));

    assertThat(plan(Recorded.AT, brief).nextDue()).isEqualTo(Recorded.AT.plus(Duration.ofHours(6)));
  }

  @Test
  void aVendorWhoStillServesTheOldOneIsAskedOnceAnHour() {
    var now = END.minus(Duration.ofDays(1));
    var held = tcbInfo(now.minus(Duration.ofMinutes(59)));

    assertThat(plan(now, held))
        .isEqualTo(new RefreshPlan(List.of(), now.plus(Duration.ofMinutes(1))));
    assertThat(plan(now.plus(Duration.ofMinutes(1)), held).due()).hasSize(1);
  }

  @Test
  void atItsEndItIsDueHoweverNewItIs() {
    var held = tcbInfo(END.minusSeconds(1));

    assertThat(plan(END.minusSeconds(1), held).nextDue()).isEqualTo(END);
    assertThat(plan(END, held).due()).extracting(Due::reason).containsExactly(Reason.STALE);
  }

  @Test
  void whatHasNotBegunIsDue() {
    var held = Recorded.material(Recorded.TCB_INFO);

    assertThat(plan(held.issuedAt().minusSeconds(1), held).due())
        .containsExactly(new Due(Recorded.TCB_INFO, Reason.STALE));
  }

  @Test
  void whatIsNotWantedIsLeftAlone() {
    var plan = RefreshPlan.of(List.of(), Recorded.materials(), END, RULES);

    assertThat(plan).isEqualTo(new RefreshPlan(List.of(), Instant.MAX));
  }

  @Test
  void whatIsWantedTwiceIsFetchedOnce() {
    List<Item> twice = Collections.nCopies(2, Recorded.ROOT_CRL);

    assertThat(RefreshPlan.of(twice, List.of(), Recorded.AT, RULES).due()).hasSize(1);
  }
}
