package dev.strongroom.broker.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.appraisal.Collateral;
import dev.strongroom.broker.BrokerIdentity;
import dev.strongroom.broker.StartException;
import dev.strongroom.broker.testing.Agent;
import dev.strongroom.broker.testing.Owner;
import dev.strongroom.broker.testing.Site;
import dev.strongroom.broker.testing.TestPostgres;
import dev.strongroom.protocol.ModelVersion;
import dev.strongroom.protocol.Profile;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.protocol.enrolment.ReleasePolicy;
import dev.strongroom.protocol.release.Hello;
import dev.strongroom.protocol.release.Transcript;
import dev.strongroom.wire.SecretBytes;
import dev.strongroom.wire.dsse.SigningKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A start")
class StartTest {
  private static final SigningKey ACME = SigningKey.generate(Site.RANDOM);

  private final String database = TestPostgres.create();
  private final Settings settings;
  private final Site site;

  StartTest(@TempDir Path directory) throws Exception {
    site = Site.create(directory, ACME);
    settings = site.settings(TestPostgres.url(database));
  }

  private static BrokerNode open(Settings with) throws StartException {
    return BrokerNode.open(with, _ -> Collateral.none(), Site.RANDOM);
  }

  private void startAndStop() throws Exception {
    open(settings).close();
  }

  private void assertRefusesToStart(Settings with, String... words) {
    assertThatThrownBy(() -> open(with))
        .isInstanceOf(StartException.class)
        .message()
        .contains(words)
        .doesNotContain("\n");
  }

  @Test
  void keepsKeysAndLogAcrossRestarts() throws Exception {
    var before = enrol();

    try (var node = open(settings)) {
      assertThat(node.checkpoints().latest()).isEqualTo(before);
      assertThat(node.log().page(0, 10).entries()).hasSize(1);
    }
  }

  /// Starts, enrols, stops; returns the checkpoint.
  private String enrol() throws Exception {
    try (var node = open(settings)) {
      var owner = new Owner("acme", ACME, node.info());
      var policy = owner.sign(owner.policy("llama", 1));
      var key = SecretBytes.random(32, Site.RANDOM);
      var model = new ModelVersion("acme", "llama", 1);
      var _ = node.enroller().enrol(owner.enrolment(model, policy, key));
      return node.checkpoints().latest();
    }
  }

  @Test
  void refusesADatabaseOfAnotherProfile() throws Exception {
    startAndStop();

    var production = new BrokerIdentity(Profile.PRODUCTION, "broker");

    assertRefusesToStart(
        site.settings(TestPostgres.url(database), production), "simulation", "production");
  }

  @Test
  void refusesADatabaseOfAnotherBroker() throws Exception {
    startAndStop();

    var other = new BrokerIdentity(Profile.SIMULATION, "other");

    assertRefusesToStart(
        site.settings(TestPostgres.url(database), other), "belongs to broker broker");
  }

  @Test
  void refusesWithoutTheRootThatWrappedTheKeys() throws Exception {
    startAndStop();
    Files.delete(site.rootKeyset());

    assertRefusesToStart(settings, "root keyset", "missing");
    assertThat(site.rootKeyset()).doesNotExist();
  }

  @Test
  void refusesARootThatOthersMayRead() throws Exception {
    startAndStop();
    Files.setPosixFilePermissions(site.rootKeyset(), PosixFilePermissions.fromString("rw-r--r--"));

    assertRefusesToStart(settings, "rw-r--r--", "chmod 600");
  }

  @Test
  void makesTheRootForItsOwnerOnly() throws Exception {
    startAndStop();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(site.rootKeyset())))
        .isEqualTo("rw-------");
  }

  @Test
  void refusesALogThatIsNotTheOneItSigned() throws Exception {
    var _ = enrol();
    TestPostgres.execute(
        database,
        "UPDATE log_entry SET leaf_hash = set_byte(leaf_hash, 0, 255 - get_byte(leaf_hash, 0))");

    assertRefusesToStart(settings, "audit log", "audit verify");
  }

  @Test
  void commitsDurablyWhateverTheDatabasesDefault() throws Exception {
    TestPostgres.execute(database, "ALTER DATABASE " + database + " SET synchronous_commit = off");

    try (var node = open(settings)) {
      var setting =
          node.database()
              .read(
                  sql ->
                      sql.createQuery("SELECT current_setting('synchronous_commit')")
                          .mapTo(String.class)
                          .one());
      assertThat(setting).isEqualTo("on");
    }
  }

  @Test
  void leavesTheServiceNoRightToChangeTheLog() throws Exception {
    startAndStop();

    for (var right : new String[] {"UPDATE", "DELETE", "TRUNCATE"}) {
      assertThat(
              TestPostgres.query(
                  database,
                  "SELECT has_table_privilege('strongroom_broker', 'log_entry', '" + right + "')"))
          .isEqualTo("f");
    }
  }

  @Test
  void refusesAnUnreachableDatabaseInOneLine() throws Exception {
    assertRefusesToStart(
        site.settings("jdbc:postgresql://127.0.0.1:1/none"), "127.0.0.1:1", "cannot be used");
  }

  @Test
  void refusesRootsOfTheVendors() throws Exception {
    Files.writeString(
        site.roots(), "69d063b45344d26a2e94e1f4210de49ef555308287d4c174445c95639a540bcd\n");

    assertRefusesToStart(settings, "ARK-Milan");
  }

  @Test
  void releasesNothingOnceThePolicyInTheDatabaseIsNotTheOwners() throws Exception {
    try (var node = open(settings)) {
      var owner = new Owner("acme", ACME, node.info());
      var policy = owner.sign(owner.policy("llama", 1));
      var key = SecretBytes.random(32, Site.RANDOM);
      var _ =
          node.enroller().enrol(owner.enrolment(new ModelVersion("acme", "llama", 1), policy, key));
      var ticket = owner.sign(owner.ticket("llama", ReleasePolicy.digest(policy)));
      TestPostgres.execute(
          database,
          "UPDATE release_policy SET envelope = convert_to(replace(convert_from(envelope,"
              + " 'UTF8'), 'sig\":\"', 'sig\":\"AA'), 'UTF8')");

      assertThatThrownBy(
              () ->
                  node.challenges()
                      .hello(
                          new Hello(
                              ticket,
                              1,
                              Transcript.sessionKeys(
                                  Agent.launch(node.info(), ticket, "one").keys()),
                              List.of())))
          .isInstanceOf(UnavailableException.class);
    }
  }
}
