package dev.strongroom.broker.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.broker.BrokerIdentity;
import dev.strongroom.broker.StartException;
import dev.strongroom.protocol.Profile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Configuration of the role verifier")
class VerifierSettingsTest {
  private static final Map<String, String> REQUIRED =
      Map.of(
          "role", "verifier",
          "owners", "",
          "root-keyset", "",
          "database.directory", "",
          "verifier.policies", "/p",
          "verifier.key", "/k");

  private static Optional<VerifierSettings> settings(Map<String, String> extra)
      throws StartException {
    var all = new HashMap<>(REQUIRED);
    all.putAll(extra);
    var config = SettingsTest.config(all);
    return VerifierSettings.of(config, ProcessRole.of(config.role()));
  }

  private static void assertRefuses(Map<String, String> extra, String words) {
    assertThatThrownBy(() -> settings(extra))
        .isInstanceOf(StartException.class)
        .hasMessageContaining(words)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void needsNeitherOwnersNorRootNorDatabase() throws Exception {
    assertThat(settings(Map.of()))
        .contains(
            new VerifierSettings(
                new BrokerIdentity(Profile.SIMULATION, "broker"),
                Optional.of(Path.of("/r")),
                Path.of("/p"),
                Optional.empty(),
                Path.of("/k"),
                Duration.ofMinutes(5)));
  }

  @Test
  void readsEveryKey() throws Exception {
    var all =
        Map.of(
            "profile", "production",
            "simulation.roots", "",
            "id", "verifier-1",
            "verifier.references", "/m",
            "verifier.result-life", "PT1H");

    assertThat(settings(all))
        .contains(
            new VerifierSettings(
                new BrokerIdentity(Profile.PRODUCTION, "verifier-1"),
                Optional.empty(),
                Path.of("/p"),
                Optional.of(Path.of("/m")),
                Path.of("/k"),
                Duration.ofHours(1)));
  }

  @ParameterizedTest(name = "{0} = {1}")
  @CsvSource({
    "role, both, want authority or verifier",
    "profile, test, want production or simulation",
    "id, Verifier One, strongroom.broker.id",
    "verifier.policies, '', strongroom.broker.verifier.policies is not set",
    "verifier.key, '', strongroom.broker.verifier.key is not set",
    "verifier.result-life, PT1H1S, want PT1S to PT1H",
    "verifier.result-life, PT0S, want PT1S to PT1H",
    "simulation.roots, '', strongroom.broker.simulation.roots is not set",
    "profile, production, strongroom.broker.simulation.roots is set",
  })
  void refusesInOneLineThatNamesTheOption(String key, String value, String words) {
    assertRefuses(Map.of(key, value), words);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"owners", "root-keyset", "database.directory", "database.url", "failpoint"})
  void refusesWhatOnlyAnAuthorityHolds(String key) {
    assertRefuses(Map.of(key, "/x"), "strongroom.broker." + key + " is set, but a verifier holds");
  }

  @Test
  void servesNothingInAnAuthorityWithoutPolicies() throws Exception {
    var authority = Map.of("role", "authority", "verifier.policies", "", "verifier.key", "");

    assertThat(settings(authority)).isEmpty();
    assertThat(settings(Map.of("role", "authority"))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"verifier.key", "verifier.references"})
  void refusesAnAuthorityThatSetsThePartsWithoutPolicies(String key) {
    var all =
        new HashMap<>(Map.of("role", "authority", "verifier.policies", "", "verifier.key", ""));
    all.put(key, "/x");

    assertRefuses(all, "strongroom.broker." + key + " is set, but it is of no use without");
  }
}
