package dev.strongroom.broker.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.strongroom.broker.testing.Agent;
import dev.strongroom.broker.testing.Owner;
import dev.strongroom.broker.testing.SimulatedCollateral;
import dev.strongroom.collateral.bundle.BundleWriter;
import dev.strongroom.collateral.item.EvaluationSet;
import dev.strongroom.collateral.item.Material;
import dev.strongroom.protocol.Profile;
import dev.strongroom.protocol.audit.AuditEntry;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.protocol.release.ReleaseRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A release that is judged with collateral")
class ReleaseCollateralTest extends OwnBroker {
  private static final Duration DAY = Duration.ofDays(1);
  private static final Instant NOW = now();
  private static final SimulatedCollateral ONE = SimulatedCollateral.of("one", NOW);

  private final Path bundle;

  ReleaseCollateralTest(@TempDir Path directory) throws Exception {
    super(directory);
    bundle = directory.resolve("collateral.zip");
  }

  /// Lists and answers hold from a little while ago on.
  private static Instant now() {
    return Instant.now().minusSeconds(10);
  }

  @BeforeEach
  void acceptNoWarning() throws Exception {
    enrol(owner.policy("llama", 2, 1, List.of(), Owner.TERMS));
  }

  /// Puts a bundle in the place of the one before.
  private void bring(List<Material> materials, Instant from, Instant until) throws Exception {
    var _ = Files.deleteIfExists(bundle);
    var _ = BundleWriter.writeUnsigned(bundle, materials, from, until);
  }

  private void bring(List<Material> materials) throws Exception {
    bring(materials, NOW, NOW.plus(DAY));
  }

  /// Has the broker judge by the bundle, which it reads as if it were `at`.
  private CollateralFiles use(InstantSource at) throws Exception {
    var files =
        CollateralFiles.open(
            new CollateralSettings(
                Profile.SIMULATION, Optional.of(bundle), EvaluationSet.Update.STANDARD),
            at);
    collateral.set(files);
    return files;
  }

  private CollateralFiles use() throws Exception {
    return use(InstantSource.system());
  }

  private void assertRefusedFor(String finding, Agent agent) {
    var problem = refusal(() -> agent.obtain(calls)).problem();
    assertThat(problem.code()).isEqualTo("release.refused");
    assertThat(problem.findings()).contains(finding);
  }

  @Test
  void isAffirmingAndLoggedWithoutAnyWarning() throws Exception {
    bring(ONE.good());
    var _ = use();
    var agent = launch("one");

    var answer = agent.obtain(calls);

    try (var key = agent.open(answer)) {
      assertThat(key.sameAs(modelKey)).isTrue();
    }
    var entry = (AuditEntry.KeyReleased) AuditEntry.parse(answer.entry());
    assertThat(entry.acceptedWarnings()).isEmpty();
  }

  @Test
  void isRefusedWhereTheBundleSaysNothingOfTheMachine() throws Exception {
    bring(ONE.good());
    var _ = use();

    var problem = refusal(() -> launch("two").obtain(calls)).problem();

    assertThat(problem.findings()).containsExactly("nvidia.ocsp.brom-absent");
    assertThat(logged(AuditEntry.KeyReleased.class)).isZero();
  }

  @Test
  void isRefusedForAGpuWhoseBromIsRevoked() throws Exception {
    bring(ONE.withoutBrom());
    var _ = use();

    assertRefusedFor("chain.revoked", launch("one"));
    assertThat(logged(AuditEntry.KeyReleased.class)).isZero();
  }

  @Test
  void isRefusedForAChipWhoseIssuerIsRevoked() throws Exception {
    bring(ONE.withoutAsk());
    var _ = use();

    assertRefusedFor("chain.revoked", launch("one"));
    assertThat(logged(AuditEntry.KeyReleased.class)).isZero();
  }

  @Test
  void isRefusedByANewBundleThoughTheSameChainsHeldBefore() throws Exception {
    bring(ONE.good());
    var files = use();
    var machine = launch("one");
    assertThat(machine.obtain(calls)).isNotNull();
    bring(ONE.withoutBrom());

    files.refresh();

    assertRefusedFor("chain.revoked", Agent.with(node.info(), ticket, machine.node()));
  }

  @Test
  void isRefusedWithAnswersThatRanOut() throws Exception {
    var before = NOW.minus(DAY).minusSeconds(60);
    bring(SimulatedCollateral.of("one", before).good(), before, NOW.plus(DAY));
    var _ = use();

    assertRefusedFor("chain.ocsp-stale", launch("one"));
  }

  // spec: RFC 9334 10
  @Test
  void isPutOffByABundleThatHasEndedAndDoneWithTheNext() throws Exception {
    var before = NOW.minus(DAY);
    bring(ONE.good(), before, NOW);
    var files = use(InstantSource.fixed(before));
    var agent = launch("one");
    var request = agent.request(agent.hello(calls));

    assertPutOff(request);
    files.refresh();
    assertPutOff(request);
    bring(ONE.good(), before, NOW.plus(DAY));
    files.refresh();

    assertThat(node.releases().release(request)).isNotNull();
    assertThat(logged(AuditEntry.KeyReleased.class)).isEqualTo(1);
  }

  /// 503, and nothing is logged: the nonce stays good.
  private void assertPutOff(ReleaseRequest request) throws Exception {
    long before = entries().size();
    var failure =
        catchThrowableOfType(UnavailableException.class, () -> node.releases().release(request));

    assertThat(failure).hasMessageContaining("must fetch another bundle");
    assertThat(Problems.of(failure).status()).isEqualTo(503);
    assertThat(entries()).hasSize((int) before);
  }

  @Test
  void leavesTheBrokerInServiceThatSaysWhyItReleasesNothing() throws Exception {
    bring(ONE.good(), NOW.minus(DAY), NOW);
    var files = use(InstantSource.fixed(NOW.minus(DAY)));

    var ended = Readiness.of(Optional.of(node), files, NOW);
    var live = Readiness.of(Optional.of(node), files, NOW.minusSeconds(1));

    assertThat(ended.getStatus()).isEqualTo(live.getStatus());
    assertThat(ended.getData().orElseThrow().get("collateral"))
        .asString()
        .contains("must fetch another bundle");
    assertThat(live.getData().orElseThrow()).containsEntry("collateral", "may be used");
  }
}
