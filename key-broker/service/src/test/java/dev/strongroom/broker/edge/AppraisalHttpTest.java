package dev.strongroom.broker.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jwt.proc.BadJWTException;
import dev.strongroom.attestation.token.EarStatus;
import dev.strongroom.attestation.token.EarToken;
import dev.strongroom.broker.BrokerIdentity;
import dev.strongroom.broker.testing.Guests;
import dev.strongroom.broker.testing.RelyingParty;
import dev.strongroom.broker.testing.Site;
import dev.strongroom.collateral.item.EvaluationSet;
import dev.strongroom.protocol.Problem;
import dev.strongroom.protocol.Profile;
import dev.strongroom.protocol.appraisal.AppraisalRequest;
import dev.strongroom.protocol.client.BrokerClient;
import dev.strongroom.protocol.client.ClientTls;
import dev.strongroom.protocol.client.RefusedException;
import dev.strongroom.simulator.site.SitePki;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.json.StrictJson;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The verifier over HTTPS")
class AppraisalHttpTest {
  private static final Bytes NONCE = Bytes.utf8("chosen by the relying party");
  private static final String APPRAISALS = "/v1/appraisals";
  private static final int LIMIT_SECONDS = 20;
  private static final int LARGE_BODY_BYTES = 2 << 20;

  private final Vertx vertx = Vertx.vertx();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final Path tls;
  private final VerifierNode node;
  private HttpServer server;

  AppraisalHttpTest(@TempDir Path directory) throws Exception {
    tls = directory.resolve("tls");
    var pki = SitePki.create(tls, Instant.now(), Site.RANDOM);
    for (var role :
        List.of("broker", "relying-party", "gateway", "operator", "detector", "auditor")) {
      var _ = pki.issue(role);
    }
    var files = Guests.layOut(directory);
    var clock = InstantSource.system();
    node =
        VerifierNode.open(
            settings(files, directory),
            CollateralFiles.open(collateral(files), clock),
            Site.RANDOM,
            clock);
  }

  private static CollateralSettings collateral(Map<String, String> files) {
    return new CollateralSettings(
        Profile.SIMULATION,
        Optional.ofNullable(files.get("strongroom.broker.collateral")).map(Path::of),
        EvaluationSet.Update.STANDARD);
  }

  private static VerifierSettings settings(Map<String, String> files, Path directory)
      throws Exception {
    return new VerifierSettings(
        new BrokerIdentity(Profile.SIMULATION, "verifier-1"),
        Optional.of(Guests.writeRoots(directory.resolve("roots.txt"))),
        Path.of(files.getOrDefault("strongroom.broker.verifier.policies", "")),
        Optional.ofNullable(files.get("strongroom.broker.verifier.references")).map(Path::of),
        directory.resolve("results.key"),
        Duration.ofMinutes(5));
  }

  @BeforeEach
  void serve() throws Exception {
    var router = Router.router(vertx);
    var routes = new Routes(new SimpleMeterRegistry());
    open.add(routes);
    routes.mount(router, new AppraisalApi(node.appraisals()));
    routes.mountRest(router);
    var options =
        new HttpServerOptions()
            .setSsl(true)
            .setClientAuth(ClientAuth.REQUEST)
            .setKeyCertOptions(
                new PemKeyCertOptions()
                    .setCertPath(tls.resolve("broker.pem").toString())
                    .setKeyPath(tls.resolve("broker.key").toString()))
            .setTrustOptions(new PemTrustOptions().addCertPath(tls.resolve("ca.pem").toString()));
    server =
        vertx
            .createHttpServer(options)
            .requestHandler(router)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  @AfterEach
  void close() throws Exception {
    for (var each : open.reversed()) {
      each.close();
    }
    vertx.close().toCompletionStage().toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  private URI base() {
    return URI.create("https://127.0.0.1:" + server.actualPort());
  }

  private SSLContext identity(String role) throws Exception {
    return ClientTls.mutual(
        tls.resolve("ca.pem"), tls.resolve(role + ".pem"), tls.resolve(role + ".key"));
  }

  private BrokerClient as(String role) throws Exception {
    var client = new BrokerClient(base(), identity(role));
    open.add(client);
    return client;
  }

  private BrokerClient anonymous() throws Exception {
    var client = new BrokerClient(base(), ClientTls.anonymous(tls.resolve("ca.pem")));
    open.add(client);
    return client;
  }

  private HttpResponse<String> post(String body, SSLContext tlsIdentity) throws Exception {
    try (var http = HttpClient.newBuilder().sslContext(tlsIdentity).build()) {
      return http.send(
          HttpRequest.newBuilder(base().resolve(APPRAISALS))
              .POST(BodyPublishers.ofString(body))
              .build(),
          BodyHandlers.ofString());
    }
  }

  private RelyingParty relyingParty() throws Exception {
    try (var http =
        HttpClient.newBuilder().sslContext(ClientTls.anonymous(tls.resolve("ca.pem"))).build()) {
      var keys =
          http.send(
              HttpRequest.newBuilder(base().resolve(APPRAISALS + "/keys")).build(),
              BodyHandlers.ofString());
      assertThat(keys.statusCode()).isEqualTo(200);
      return new RelyingParty(keys.body(), "verifier-1");
    }
  }

  private static String status(Object submods, String part) {
    return submods instanceof Map<?, ?> all && all.get(part) instanceof Map<?, ?> appraisal
        ? String.valueOf(appraisal.get("ear.status"))
        : "none";
  }

  private static void assertProblem(HttpResponse<String> response, int status, String code)
      throws Exception {
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).contains(Problem.MEDIA_TYPE);
    assertThat(StrictJson.read(Bytes.utf8(response.body()), Problem.class).code()).isEqualTo(code);
  }

  private static void assertRefused(String code, ThrowingCallable call) {
    var refused = catchThrowableOfType(RefusedException.class, call);
    assertThat(refused.problem().code()).isEqualTo(code);
  }

  @Test
  void answersATdxGuestWithAResultThatAnotherLibraryAccepts() throws Exception {
    var token = as("relying-party").appraise(Guests.tdx(NONCE)).ear();

    var claims = relyingParty().accept(token, NONCE, Instant.now());

    assertThat(status(claims.getClaim("submods"), "cpu")).isEqualTo("affirming");
    assertThat(claims.getStringClaim("strongroom.profile")).isEqualTo("simulation");
    var life =
        Duration.between(claims.getIssueTime().toInstant(), claims.getExpirationTime().toInstant());
    assertThat(life).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void answersAnSnpGuestAndItsAccelerator() throws Exception {
    var token = as("relying-party").appraise(Guests.snp(NONCE)).ear();

    var submods = relyingParty().accept(token, NONCE, Instant.now()).getClaim("submods");

    assertThat(status(submods, "cpu")).isEqualTo("affirming");
    assertThat(status(submods, "gpu")).isEqualTo("warning");
  }

  @Test
  void answersARefusalWithAResultThatSaysWhy() throws Exception {
    var request = Guests.snp(NONCE, fields -> fields.policy(0xb0000));

    var client = as("relying-party");
    var token = client.appraise(request).ear();

    var key = client.resultKeys();
    var signer = key.find(key.keys().getFirst().kid()).orElseThrow();
    var result = EarToken.verify(token, "verifier-1", signer, NONCE, Instant.now());
    assertThat(result.status()).isEqualTo(EarStatus.CONTRAINDICATED);
    assertThat(Guests.part(result, "cpu").findings())
        .extracting("code")
        .contains("snp.debug", "policy.no-debug");
    var claims = relyingParty().accept(token, NONCE, Instant.now());
    assertThat(status(claims.getClaim("submods"), "cpu")).isEqualTo("contraindicated");
  }

  @Test
  void leavesARelyingPartyTheMeansToRefuseWhatIsNotForIt() throws Exception {
    var token = as("relying-party").appraise(Guests.tdx(NONCE)).ear();
    var party = relyingParty();
    var now = Instant.now();

    assertThatThrownBy(() -> party.accept(token, Bytes.utf8("another nonce"), now))
        .isInstanceOf(BadJWTException.class)
        .hasMessageContaining("eat_nonce");
    assertThatThrownBy(() -> new RelyingParty(party.keys(), "verifier-2").accept(token, NONCE, now))
        .isInstanceOf(BadJWTException.class)
        .hasMessageContaining("iss");
    // Libraries allow a minute between clocks.
    assertThatThrownBy(() -> party.accept(token, NONCE, now.plus(Duration.ofMinutes(7))))
        .isInstanceOf(BadJWTException.class)
        .hasMessageContaining("Expired");
    int middle = token.indexOf('.') + 20;
    var changed =
        token.substring(0, middle)
            + (token.charAt(middle) == 'A' ? 'B' : 'A')
            + token.substring(middle + 1);
    assertThatThrownBy(() -> party.accept(changed, NONCE, now)).isInstanceOf(Exception.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"relying-party", "gateway", "operator"})
  void answers(String role) throws Exception {
    assertThat(as(role).appraise(Guests.tdx(NONCE)).ear()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"detector", "auditor", "broker"})
  void refuses(String role) throws Exception {
    var client = as(role);

    assertRefused("role.required", () -> client.appraise(Guests.tdx(NONCE)));
  }

  @Test
  void refusesWhoShowsNoCertificateBeforeReadingTheBody() throws Exception {
    var client = anonymous();
    var nobody = ClientTls.anonymous(tls.resolve("ca.pem"));

    assertRefused("role.required", () -> client.appraise(Guests.tdx(NONCE)));
    assertProblem(post("no JSON", nobody), 403, "role.required");
    assertProblem(post("x".repeat(LARGE_BODY_BYTES + 1), nobody), 403, "role.required");
    assertThat(client.resultKeys().keys()).hasSize(1);
  }

  @Test
  void refusesAPolicyThatIsNotThere() throws Exception {
    var known = Guests.tdx(NONCE);
    var request =
        new AppraisalRequest(
            known.evidence(),
            NONCE,
            known.deviceNonce(),
            AppraisalRequest.Binding.NONE,
            known.ticket(),
            "everything-goes");
    var client = as("relying-party");

    assertRefused("appraisal.policy-unknown", () -> client.appraise(request));
  }

  @Test
  void saysWhatIsWrongWithABody() throws Exception {
    var wrong =
        Map.of(
            "{}",
            "'evidence' is missing",
            "no JSON",
            "it is not JSON",
            "{\"policy\":\"a\",\"policy\":\"b\"}",
            "'policy' is there twice",
            StrictJson.write(Guests.tdx(NONCE)).utf8().replaceFirst("\\{", "{\"also\":1,"),
            "'also' is no member of it",
            "",
            "it is empty");
    for (var body : wrong.entrySet()) {
      var response = post(body.getKey(), identity("relying-party"));

      assertProblem(response, 400, "request.malformed");
      assertThat(response.body()).contains(body.getValue());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "nonce, AA==, nonce: got 1 bytes",
    "nonce, '*', the value is malformed (at nonce)",
    "deviceNonce, AA==, deviceNonce: got 1 bytes",
    "policy, ../tdx, policy",
    "ticket, e30=, ticket",
  })
  void saysWhichMemberIsMalformed(String member, String value, String words) throws Exception {
    var json = StrictJson.write(Guests.tdx(NONCE)).utf8();
    var changed =
        json.replaceFirst("\"" + member + "\":\"[^\"]*\"", "\"" + member + "\":\"" + value + "\"");

    var response = post(changed, identity("relying-party"));

    assertProblem(response, 400, "request.malformed");
    assertThat(response.body()).contains(words);
  }

  @Test
  void saysWhereEvidenceIsMalformed() throws Exception {
    var json = StrictJson.write(Guests.snp(NONCE)).utf8();
    var changed = json.replaceFirst("\"report\":\"[^\"]*\"", "\"report\":\"AAAA\"");

    var response = post(changed, identity("relying-party"));

    assertProblem(response, 400, "request.malformed");
    assertThat(response.body()).contains("ATTESTATION_REPORT at 0: got 3 bytes");
  }

  @Test
  void refusesABodyThatIsTooLarge() throws Exception {
    var response = post("x".repeat(LARGE_BODY_BYTES + 1), identity("relying-party"));

    assertProblem(response, 413, "request.too-large");
  }

  @Test
  void hasNothingOfAnAuthority() throws Exception {
    var client = as("operator");

    assertRefused("request.unknown", client::info);
    assertRefused("request.unknown", () -> client.entries(0, 1));
  }
}
