package dev.strongroom.broker.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.broker.BrokerIdentity;
import dev.strongroom.broker.StartException;
import dev.strongroom.broker.release.ReleaseStep;
import dev.strongroom.protocol.Profile;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Configuration")
class SettingsTest {
  private static final Map<String, String> REQUIRED =
      Map.of(
          "profile", "simulation",
          "owners", "/o",
          "root-keyset", "/k",
          "simulation.roots", "/r",
          "database.directory", "/d",
          "tls.directory", "/t");

  static BrokerConfig config(Map<String, String> extra) {
    var all = new HashMap<String, String>();
    REQUIRED.forEach((key, value) -> all.put("strongroom.broker." + key, value));
    extra.forEach((key, value) -> all.put("strongroom.broker." + key, value));
    all.values().removeIf(String::isEmpty);
    return new SmallRyeConfigBuilder()
        .withMapping(BrokerConfig.class)
        .withSources(new PropertiesConfigSource(all, "test", 500))
        .build()
        .getConfigMapping(BrokerConfig.class);
  }

  @Test
  void hasDefaultsForWhatIsNotRequired() throws Exception {
    var config = config(Map.of());

    assertThat(Settings.of(config))
        .isEqualTo(
            new Settings(
                new BrokerIdentity(Profile.SIMULATION, "broker"),
                "127.0.0.1",
                8443,
                Path.of("/o"),
                Path.of("/k"),
                Path.of("/r"),
                new Settings.Storage.Embedded(Path.of("/d")),
                Duration.ofSeconds(60),
                Optional.empty()));
    assertThat(config.tls().directory()).isEqualTo(Path.of("/t"));
  }

  @Test
  void readsEveryKey() throws Exception {
    var all =
        Map.ofEntries(
            Map.entry("id", "vault-1"),
            Map.entry("host", "127.0.0.2"),
            Map.entry("port", "9443"),
            Map.entry("nonce-lifetime", "PT30S"),
            Map.entry("failpoint", "COMMITTED:/f"),
            Map.entry("database.directory", ""),
            Map.entry("database.url", "jdbc:postgresql://db/strongroom"),
            Map.entry("database.username", "service"),
            Map.entry("database.password-file", "/sp"),
            Map.entry("database.migration-username", "owner"),
            Map.entry("database.migration-password-file", "/mp"));

    assertThat(Settings.of(config(all)))
        .isEqualTo(
            new Settings(
                new BrokerIdentity(Profile.SIMULATION, "vault-1"),
                "127.0.0.2",
                9443,
                Path.of("/o"),
                Path.of("/k"),
                Path.of("/r"),
                new Settings.Storage.External(
                    "jdbc:postgresql://db/strongroom",
                    new Settings.Login("service", Optional.of(Path.of("/sp"))),
                    new Settings.Login("owner", Optional.of(Path.of("/mp")))),
                Duration.ofSeconds(30),
                Optional.of(new Settings.Failpoint(ReleaseStep.COMMITTED, Path.of("/f")))));
  }

  @ParameterizedTest(name = "{0} = {1}")
  @CsvSource({
    "profile, production, HSM",
    "profile, test, want production or simulation",
    "id, Broker One, strongroom.broker.id",
    "port, 70000, 0 to 65535",
    "nonce-lifetime, PT61S, 60 s",
    "nonce-lifetime, PT0S, 1 s",
    "failpoint, SOMEWHERE:/f, want STEP:/path",
    "failpoint, COMMITTED, want STEP:/path",
    "database.url, jdbc:postgresql://db/x, exactly one",
    "owners, '', strongroom.broker.owners is not set: an authority needs it",
    "root-keyset, '', strongroom.broker.root-keyset is not set",
    "simulation.roots, '', strongroom.broker.simulation.roots is not set",
  })
  void refusesInOneLineThatNamesTheOption(String key, String value, String words) {
    assertThatThrownBy(() -> Settings.of(config(Map.of(key, value))))
        .isInstanceOf(StartException.class)
        .hasMessageContaining(words)
        .message()
        .doesNotContain("\n");
  }

  @ParameterizedTest
  @CsvSource({"profile", "tls.directory"})
  void hasNoDefaultForWhatMattersMost(String key) {
    assertThatThrownBy(() -> config(Map.of(key, "")))
        .hasMessageContaining("strongroom.broker." + key);
  }

  @Test
  void refusesKeysThatDoNotExist() {
    assertThatThrownBy(() -> config(Map.of("profil", "simulation")))
        .hasMessageContaining("strongroom.broker.profil");
  }
}
