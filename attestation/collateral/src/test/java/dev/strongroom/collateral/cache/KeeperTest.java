package dev.strongroom.collateral.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.strongroom.collateral.fetch.FetchException;
import dev.strongroom.collateral.fetch.FetchRules;
import dev.strongroom.collateral.fetch.Fetcher;
import dev.strongroom.collateral.fetch.Transport.Answer;
import dev.strongroom.collateral.item.AmdItem;
import dev.strongroom.collateral.item.Item;
import dev.strongroom.collateral.item.Material;
import dev.strongroom.collateral.testing.FakeVendors;
import dev.strongroom.collateral.testing.Recorded;
import dev.strongroom.collateral.testing.TestTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeeperTest {
  @TempDir Path directory;

  private final TestTime time = new TestTime(Recorded.AT);
  private FakeVendors vendors;
  private Keeper keeper;

  @BeforeEach
  void restart() throws IOException {
    vendors = new FakeVendors();
    var fetcher = new Fetcher(vendors, FetchRules.standard(), time, time);
    keeper = new Keeper(cache(), fetcher, RefreshRules.standard(), time);
  }

  private CollateralCache cache() throws IOException {
    return CollateralCache.open(directory, 1 << 20);
  }

  @Test
  void aColdCacheIsFilledAndAWarmOneAsksNobody() throws Exception {
    var done = new ConcurrentLinkedQueue<Item>();
    var cold = keeper.refresh(Recorded.items(), done::add);
    assertThat(cold.failures()).isEmpty();
    assertThat(cold.held()).extracting(Material::item).hasSameElementsAs(Recorded.items());
    assertThat(cold.nextDue()).isEqualTo(Recorded.AT.plus(Duration.ofDays(1)));
    assertThat(done).hasSameElementsAs(Recorded.items());
    assertThat(vendors.requests()).hasSize(Recorded.items().size());

    restart();
    var warm = keeper.refresh(Recorded.items());

    assertThat(vendors.requests()).isEmpty();
    assertThat(warm.held()).hasSameElementsAs(cold.held());
    for (var item : Recorded.items()) {
      assertThat(keeper.require(item).item()).isEqualTo(item);
    }
    assertThat(vendors.requests()).isEmpty();
  }

  @Test
  void whatWasChangedOnDiskIsFetchedAnew() throws Exception {
    var vcek = keeper.require(Recorded.milanVcek());
    Files.writeString(directory.resolve("content").resolve(vcek.body().sha256().hex()), "garbage");

    assertThat(keeper.require(Recorded.milanVcek()).body()).isEqualTo(vcek.body());
    assertThat(vendors.requests()).hasSize(2);
    assertThat(cache().damage()).isEmpty();
  }

  @Test
  void aFailureTakesNothingAwayThatIsFresh() throws Exception {
    keeper.refresh(Recorded.items());
    time.advance(Duration.ofDays(2));
    vendors.thenStatus(404, Map.of());

    var outcome = keeper.refresh(List.of(Recorded.TCB_INFO));

    assertThat(outcome.failures())
        .singleElement()
        .satisfies(
            failure -> {
              assertThat(failure.due().reason()).isEqualTo(RefreshPlan.Reason.AGED);
              assertThat(failure.reason().code()).isEqualTo("collateral.absent");
            });
    assertThat(outcome.held()).extracting(Material::item).containsExactly(Recorded.TCB_INFO);
  }

  @Test
  void whatIsStaleIsNotHeldHoweverTheVendorFails() throws Exception {
    keeper.refresh(Recorded.items());
    time.advance(Duration.ofDays(35));

    // The recorded answers have ended as well.
    var outcome = keeper.refresh(Recorded.items());

    assertThat(outcome.held())
        .extracting(Material::item)
        .containsExactlyInAnyOrder(
            Recorded.MILAN_CHAIN, Recorded.milanVcek(), Recorded.turinVcek(), Recorded.ROOT_CRL);
    assertThat(outcome.failures())
        .extracting(failure -> failure.reason().code())
        .containsOnly("collateral.stale");
    var failure =
        catchThrowableOfType(FetchException.class, () -> keeper.require(Recorded.TCB_INFO));
    assertThat(failure.code()).isEqualTo("collateral.stale");
  }

  @Test
  void oneFailureDoesNotStopTheOthers() throws Exception {
    var absent =
        new AmdItem.Vcek(
            Recorded.milanVcek().product(),
            Recorded.milanVcek().hwid(),
            new dev.strongroom.attestation.scheme.snp.SnpTcb(0, 1, 1, 1, 1));

    var outcome = keeper.refresh(List.of(absent, Recorded.milanVcek(), Recorded.MILAN_CHAIN));

    assertThat(outcome.failures()).hasSize(1);
    assertThat(outcome.held()).hasSize(2);
  }

  @Test
  void anOlderAnswerTakesNothingBack() throws Exception {
    var old = crlIssued(Recorded.AT.minus(Duration.ofDays(3)));
    var fresh = crlIssued(Recorded.AT.minus(Duration.ofDays(1)));
    vendors.then(() -> fresh).then(() -> old);
    var first = keeper.require(Recorded.MILAN_CRL);
    time.advance(Duration.ofDays(2));

    var outcome = keeper.refresh(List.of(Recorded.MILAN_CRL));

    assertThat(vendors.requests()).hasSize(2);
    assertThat(outcome.held()).containsExactly(first);
  }

  private static Answer crlIssued(Instant at) {
    return new Answer(
        200, Map.of(), Recorded.amdCrl("CN=ARK-Milan", at, at.plus(Duration.ofDays(30))));
  }

  @Test
  void pausesOfOneServiceDoNotHoldUpAnother() throws Exception {
    keeper.refresh(List.of(Recorded.milanVcek(), Recorded.turinVcek(), Recorded.TCB_INFO));

    assertThat(time.pauses()).containsExactly(Duration.ofSeconds(10));
  }
}
