package dev.strongroom.broker.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.strongroom.attestation.token.EarStatus;
import dev.strongroom.attestation.token.EarToken;
import dev.strongroom.broker.testing.Agent;
import dev.strongroom.broker.testing.BrokerResource;
import dev.strongroom.broker.testing.Guests;
import dev.strongroom.broker.testing.Owner;
import dev.strongroom.broker.testing.Site;
import dev.strongroom.broker.testing.TestPostgres;
import dev.strongroom.protocol.ModelVersion;
import dev.strongroom.protocol.Problem;
import dev.strongroom.protocol.client.BrokerClient;
import dev.strongroom.protocol.client.ClientTls;
import dev.strongroom.protocol.client.RefusedException;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.protocol.containment.ContainmentOrder;
import dev.strongroom.protocol.enrolment.BrokerInfo;
import dev.strongroom.protocol.enrolment.ReleasePolicy;
import dev.strongroom.protocol.ledger.DevicePage;
import dev.strongroom.protocol.release.Hello;
import dev.strongroom.protocol.release.ReleaseAnswer;
import dev.strongroom.protocol.release.ReleaseRequest;
import dev.strongroom.simulator.site.SitePki;
import dev.strongroom.transparency.Checkpoint;
import dev.strongroom.transparency.LogAudit;
import dev.strongroom.transparency.LogVerifierKey;
import dev.strongroom.transparency.Proofs;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.SecretBytes;
import dev.strongroom.wire.dsse.Envelope;
import dev.strongroom.wire.json.StrictJson;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@QuarkusTest
@QuarkusTestResource(BrokerResource.class)
@DisplayName("The broker over HTTPS")
class BrokerHttpTest {
  @TestHTTPResource(value = "/", tls = true)
  @Nullable URL url;

  private final SecretBytes modelKey = SecretBytes.random(32, Site.RANDOM);
  private final List<BrokerClient> clients = new ArrayList<>();
  private BrokerClient anonymous;
  private BrokerInfo info;
  private Owner owner;

  @BeforeEach
  void connect() throws Exception {
    anonymous = keep(BrokerResource.anonymous(base()));
    info = anonymous.info();
    owner = new Owner("acme", BrokerResource.ACME, info);
  }

  @AfterEach
  void close() {
    clients.forEach(BrokerClient::close);
  }

  private URI base() {
    return URI.create("https://127.0.0.1:" + Objects.requireNonNull(url).getPort());
  }

  private BrokerClient keep(BrokerClient client) {
    clients.add(client);
    return client;
  }

  private BrokerClient as(String role) throws Exception {
    return keep(BrokerResource.as(role, base()));
  }

  private Agent enrolAndLaunch(String model) throws Exception {
    var policy = owner.sign(owner.policy(model, 1));
    var version = new ModelVersion("acme", model, 1);
    var _ = anonymous.enrol(owner.enrolment(version, policy, modelKey));
    var ticket = owner.sign(owner.ticket(model, ReleasePolicy.digest(policy)));
    return Agent.launch(info, ticket, "machine of " + model);
  }

  private Agent.Calls calls() {
    return new Agent.Calls() {
      @Override
      public Envelope hello(Hello hello)
          throws RefusedException, UnavailableException, MalformedException {
        return anonymous.hello(hello);
      }

      @Override
      public ReleaseAnswer release(ReleaseRequest request)
          throws RefusedException, UnavailableException, MalformedException {
        return anonymous.release(request);
      }
    };
  }

  private static ContainmentOrder order(
      ContainmentOrder.Action action, String model, ContainmentOrder.Source source) {
    return new ContainmentOrder(action, "acme", model, source, "alert-1", "weights seen leaving");
  }

  private static void assertRefused(String code, ThrowingCallable call) {
    var refused = catchThrowableOfType(RefusedException.class, call);
    assertThat(refused.problem().code()).isEqualTo(code);
  }

  @Test
  @DisplayName("enrol, release, heartbeat, freeze, end leases")
  void goesThroughTheWholeStory() throws Exception {
    var agent = enrolAndLaunch("story");
    var answer = agent.obtain(calls());
    try (var key = agent.open(answer)) {
      assertThat(key.sameAs(modelKey)).isTrue();
    }
    var id = agent.lease(answer).id();
    assertThat(agent.status(anonymous.heartbeat(id, agent.heartbeat(id, 1))).live()).isTrue();
    var holder =
        as("gateway").fleet(0, Duration.ZERO).holders().stream()
            .filter(held -> held.leaseId().equals(id))
            .findFirst()
            .orElseThrow();
    assertThat(holder.endpoint()).isEqualTo("https://127.0.0.1:9000");
    assertThat(holder.identityKey()).isEqualTo(agent.identity().publicKey());

    var frozen =
        as("detector")
            .contain(
                order(
                    ContainmentOrder.Action.FREEZE_RELEASES,
                    "story",
                    ContainmentOrder.Source.UNAUTHENTICATED_FLOWS));
    assertThat(frozen.frozen()).isTrue();
    assertRefused("release.frozen", () -> agent.hello(calls()));
    assertThat(agent.status(anonymous.heartbeat(id, agent.heartbeat(id, 2))).live()).isTrue();

    var ended =
        as("operator")
            .contain(
                order(ContainmentOrder.Action.END_LEASES, "story", ContainmentOrder.Source.PERSON));
    assertThat(ended.leases()).containsExactly(id);
    assertThat(ended.nodes()).containsExactly("https://127.0.0.1:9000");
    var status = agent.status(anonymous.heartbeat(id, agent.heartbeat(id, 3)));
    assertThat(status.live()).isFalse();
    assertThat(status.reason()).isEqualTo("weights seen leaving");
  }

  @Test
  void wakesAWaitingHolderWithinASecond() throws Exception {
    var agent = enrolAndLaunch("waiting");
    var id = agent.lease(agent.obtain(calls())).id();
    long before = anonymous.awaitLease(id, 0, Duration.ZERO).revision();
    var operator = as("operator");
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var woken =
          threads.submit(
              () -> {
                var revision = anonymous.awaitLease(id, before, Duration.ofSeconds(20));
                return Map.entry(revision.revision(), System.nanoTime());
              });
      var _ =
          operator.contain(
              order(ContainmentOrder.Action.END_LEASES, "waiting", ContainmentOrder.Source.PERSON));
      long ordered = System.nanoTime();
      assertThat(woken.get().getKey()).isGreaterThan(before);
      assertThat(Duration.ofNanos(woken.get().getValue() - ordered))
          .isLessThan(Duration.ofSeconds(1));
    }
  }

  @Test
  void letsEachRoleDoItsPartAndNoMore() throws Exception {
    var _ = enrolAndLaunch("roles");
    var end =
        order(
            ContainmentOrder.Action.END_LEASES,
            "roles",
            ContainmentOrder.Source.UNAUTHENTICATED_FLOWS);
    var authenticated =
        order(
            ContainmentOrder.Action.END_LEASES,
            "roles",
            ContainmentOrder.Source.AUTHENTICATED_FLOWS);
    var thaw =
        order(ContainmentOrder.Action.UNFREEZE_RELEASES, "roles", ContainmentOrder.Source.PERSON);

    assertRefused("containment.role", () -> anonymous.contain(end));
    assertRefused("containment.role", () -> as("gateway").contain(end));
    assertRefused("containment.role", () -> as("auditor").preview(end));
    assertRefused("containment.source", () -> as("detector").contain(end));
    assertRefused("containment.role", () -> as("detector").contain(thaw));
    assertThat(as("detector").contain(authenticated).frozen()).isTrue();
    assertThat(as("operator").contain(thaw).frozen()).isFalse();

    assertRefused("role.required", () -> anonymous.fleet(0, Duration.ZERO));
    assertRefused("role.required", () -> as("auditor").fleet(0, Duration.ZERO));
    assertThat(as("detector").fleet(0, Duration.ZERO).models()).isNotEmpty();
    assertRefused("role.required", () -> as("gateway").entries(0, 1));
    assertThat(as("auditor").entries(0, 1).entries()).hasSize(1);
  }

  @Test
  void refusesACertificateOfAnotherAuthority(@TempDir Path elsewhere) throws Exception {
    var stranger = SitePki.create(elsewhere, Instant.now(), Site.RANDOM).issue("operator");
    var tls =
        ClientTls.mutual(
            BrokerResource.tls().resolve("ca.pem"), stranger.certificate(), stranger.key());

    var client = keep(new BrokerClient(base(), tls));

    assertThatThrownBy(client::info).isInstanceOf(UnavailableException.class);
  }

  @Test
  void provesItsLogAndAFlippedByteIsFound() throws Exception {
    var agent = enrolAndLaunch("audited");
    var answer = agent.obtain(calls());
    var kept = answer.checkpoint();

    assertThat(audit(kept)).isInstanceOf(LogAudit.Report.Intact.class);

    flip(answer.entryIndex());
    assertThat(audit(kept))
        .isInstanceOfSatisfying(
            LogAudit.Report.BadEntry.class,
            bad -> assertThat(bad.index()).isEqualTo(answer.entryIndex()));
    flip(answer.entryIndex());
    assertThat(audit(kept)).isInstanceOf(LogAudit.Report.Intact.class);
  }

  @Test
  void provesThatALaterLogBeginsWithAnEarlierOne() throws Exception {
    var agent = enrolAndLaunch("grown");
    var earlier = verified(agent.obtain(calls()).checkpoint());
    var later = verified(agent.obtain(calls()).checkpoint());

    var proof = as("auditor").consistency(earlier.head().size(), later.head().size());

    assertThat(later.head().size()).isGreaterThan(earlier.head().size());
    Proofs.verifyConsistency(earlier.head(), later.head(), proof.hashes());
  }

  private static void flip(long index) {
    TestPostgres.execute(
        BrokerResource.database(),
        "UPDATE log_entry SET entry = set_byte(entry, 20, get_byte(entry, 20) # 1)"
            + " WHERE sequence = "
            + index);
  }

  private Checkpoint verified(String note) throws Exception {
    return Checkpoint.verify(
        note, LogVerifierKey.parse(info.broker().logKey()), info.broker().logOrigin());
  }

  private LogAudit.Report audit(String checkpoint) throws Exception {
    var verified = verified(checkpoint);
    var entries = new ArrayList<LogAudit.StoredEntry>();
    var auditor = as("auditor");
    for (var page = auditor.entries(0, 3);
        !page.entries().isEmpty();
        page = auditor.entries(entries.size(), 3)) {
      for (int i = 0; i < page.entries().size(); i++) {
        entries.add(
            new LogAudit.StoredEntry(
                page.from() + i, page.entries().get(i), page.leafHashes().get(i)));
      }
    }
    return LogAudit.verify(entries, verified, List.of());
  }

  @Test
  void answersUnavailableWhileTheDatabaseIsAwayAndRecoversByItself() throws Exception {
    var agent = enrolAndLaunch("away");
    var request = agent.request(agent.hello(calls()));
    BrokerResource.LINK.cut();
    try {
      assertThatThrownBy(() -> anonymous.release(request)).isInstanceOf(UnavailableException.class);
      assertThat(get("/q/health/ready").statusCode()).isEqualTo(503);
      assertThat(get("/q/health/live").statusCode()).isEqualTo(200);
    } finally {
      BrokerResource.LINK.mend();
    }

    try (var key = agent.open(anonymous.release(request))) {
      assertThat(key.sameAs(modelKey)).isTrue();
    }
    var ready = get("/q/health/ready");
    assertThat(ready.statusCode()).isEqualTo(200);
    assertThat(ready.body()).containsPattern("\"collateral\": ?\"may be used\"");
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(HttpRequest.newBuilder(base().resolve(path)).GET().build());
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return send(
        HttpRequest.newBuilder(base().resolve(path)).POST(BodyPublishers.ofString(body)).build());
  }

  private HttpResponse<String> send(HttpRequest request) throws Exception {
    try (var http = BrokerResource.http("127.0.0.1")) {
      return http.send(request, BodyHandlers.ofString());
    }
  }

  private static void assertProblem(HttpResponse<String> response, int status, String code)
      throws Exception {
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).contains(Problem.MEDIA_TYPE);
    var problem = StrictJson.read(Bytes.utf8(response.body()), Problem.class);
    assertThat(problem.code()).isEqualTo(code);
  }

  @Test
  void saysWhatIsWrongAsAProblem() throws Exception {
    assertProblem(post("/v1/release", "{}"), 400, "request.malformed");
    assertProblem(post("/v1/release/hello", "no json"), 400, "request.malformed");
    assertProblem(post("/v1/models", "x".repeat(2 << 20) + "x"), 413, "request.too-large");
    assertProblem(get("/v1/log/consistency?from=2&to=1"), 400, "request.malformed");
    assertProblem(get("/v1/log/consistency?from=0&to=1000000"), 503, "broker.unavailable");
    assertProblem(post("/v1/containment", "x".repeat(64 << 10) + "x"), 413, "request.too-large");
    assertProblem(get("/v1/nothing"), 404, "request.unknown");
    assertProblem(get("/v1/leases/none/changes?revision=0&seconds=0"), 404, "lease.unknown");
    assertProblem(get("/v1/fleet?revision=-1"), 403, "role.required");
  }

  @Test
  void showsOperatorsTheDeviceLedgerAndDetectorsTheMovesThatItRefused() throws Exception {
    var holder = enrolAndLaunch("ledger");
    var _ = holder.obtain(calls());
    var other = Agent.launch(info, holder.ticket(), "another machine");
    var borrowing = Agent.with(info, holder.ticket(), other.node().withDevicesOf(holder.node()));
    assertRefused("release.refused", () -> borrowing.obtain(calls()));

    var device = deviceOf(holder);
    assertThat(device.architecture()).isEqualTo("GH100");
    assertThat(device.leases()).isEqualTo(1);
    for (var role : List.of("detector", "operator")) {
      assertThat(as(role).refusedMoves().moves())
          .filteredOn(move -> move.deviceId().equals(device.id()))
          .singleElement()
          .satisfies(
              move -> {
                assertThat(move.holdingPlatformId()).isEqualTo(holder.node().platformId());
                assertThat(move.askingPlatformId()).isEqualTo(other.node().platformId());
                assertThat(move.times()).isEqualTo(1);
              });
    }
  }

  private DevicePage.Device deviceOf(Agent holder) throws Exception {
    var operator = as("operator");
    var after = "";
    while (true) {
      var page = operator.devices(after, 1).devices();
      assertThat(page).as("devices after %s", after).hasSize(1);
      if (page.getFirst().platformId().equals(holder.node().platformId())) {
        return page.getFirst();
      }
      after = page.getFirst().id();
    }
  }

  @Test
  void keepsTheDeviceLedgerFromOthers() throws Exception {
    for (var role : List.of("gateway", "auditor", "relying-party", "detector")) {
      assertRefused("role.required", () -> as(role).devices("", 1));
    }
    for (var role : List.of("gateway", "auditor", "relying-party")) {
      assertRefused("role.required", () -> as(role).refusedMoves());
    }
    assertProblem(get("/v1/devices"), 403, "role.required");
    assertProblem(get("/v1/devices/refused"), 403, "role.required");
    assertRefused("request.malformed", () -> as("operator").devices("NoDevice", 1));
  }

  @Test
  void exportsMetricsOfEveryCall() throws Exception {
    assertProblem(post("/v1/release", "{}"), 400, "request.malformed");

    assertThat(get("/q/metrics").body())
        .contains("strongroom_broker_call_seconds_count{call=\"release\",outcome=\"request")
        .contains("strongroom_broker_refusals_unlogged_total")
        .contains("strongroom_broker_moves_refused_total");
  }

  @Test
  void appraisesForRelyingPartiesWhereItHasPolicies() throws Exception {
    var nonce = Bytes.utf8("chosen by the relying party");
    var token = as("relying-party").appraise(Guests.snp(nonce)).ear();

    var keys = anonymous.resultKeys();
    var signer = keys.find(keys.keys().getFirst().kid()).orElseThrow();
    var result = EarToken.verify(token, "broker", signer, nonce, Instant.now());
    assertThat(result.submods()).containsOnlyKeys("cpu", "gpu");
    assertThat(Guests.part(result, "cpu").status()).isEqualTo(EarStatus.AFFIRMING);
    assertRefused("role.required", () -> anonymous.appraise(Guests.snp(nonce)));
  }
}
