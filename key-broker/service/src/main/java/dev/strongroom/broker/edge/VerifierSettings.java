package dev.strongroom.broker.edge;

import dev.strongroom.broker.BrokerIdentity;
import dev.strongroom.broker.StartException;
import dev.strongroom.broker.verifier.ResultSigner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Configuration of the role `verifier` that holds together.
///
/// @param identity profile, and the issuer of results
/// @param simulationRoots roots of the simulator; empty under production
/// @param policies directory of policies
/// @param references directory of reference values
/// @param key file of the key that signs results
/// @param resultLife how long a result may be relied on
record VerifierSettings(
    BrokerIdentity identity,
    Optional<Path> simulationRoots,
    Path policies,
    Optional<Path> references,
    Path key,
    Duration resultLife) {
  private static final String PREFIX = "strongroom.broker.";

  /// Reads the configuration.
  ///
  /// @return empty for an authority that serves no appraisals
  /// @throws StartException naming the option that is missing, wrong or out of place
  static Optional<VerifierSettings> of(BrokerConfig config, ProcessRole role)
      throws StartException {
    return switch (role) {
      case AUTHORITY -> {
        if (config.verifier().policies().isEmpty()) {
          requireAbsent(
              Map.of(
                  "verifier.references", config.verifier().references(),
                  "verifier.key", config.verifier().key()),
              "it is of no use without strongroom.broker.verifier.policies: set that, or remove"
                  + " it");
          yield Optional.empty();
        }
        yield Optional.of(read(config));
      }
      case VERIFIER -> {
        requireAbsent(
            Map.of(
                "owners", config.owners(),
                "root-keyset", config.rootKeyset(),
                "failpoint", config.failpoint(),
                "database.directory", config.database().directory(),
                "database.url", config.database().url()),
            "a verifier holds no owners, no root keyset and no database: remove it, or set"
                + " strongroom.broker.role to authority");
        yield Optional.of(read(config));
      }
    };
  }

  private static void requireAbsent(Map<String, Optional<?>> options, String why)
      throws StartException {
    for (var option : options.entrySet()) {
      if (option.getValue().isPresent()) {
        throw new StartException(PREFIX + option.getKey() + " is set, but " + why);
      }
    }
  }

  private static VerifierSettings read(BrokerConfig config) throws StartException {
    var profile = Settings.profile(config.profile());
    var verifier = config.verifier();
    var roots = config.simulation().roots();
    switch (profile) {
      case SIMULATION -> requireSet("simulation.roots", roots, "the simulation profile needs it");
      case PRODUCTION ->
          requireAbsent(
              Map.of("simulation.roots", roots),
              "production trusts the vendors' roots and no others: remove it");
    }
    return new VerifierSettings(
        Settings.identity(profile, config.id()),
        roots,
        requireSet("verifier.policies", verifier.policies(), "nothing is appraised without policy"),
        verifier.references(),
        requireSet("verifier.key", verifier.key(), "results are signed with it; a file is made"),
        life(verifier.resultLife()));
  }

  private static Path requireSet(String key, Optional<Path> value, String why)
      throws StartException {
    return value.orElseThrow(() -> new StartException(PREFIX + key + " is not set: " + why));
  }

  private static Duration life(Duration life) throws StartException {
    if (life.compareTo(ResultSigner.MIN_LIFE) < 0 || life.compareTo(ResultSigner.MAX_LIFE) > 0) {
      throw new StartException(PREFIX + "verifier.result-life is " + life + ", want PT1S to PT1H");
    }
    return life;
  }
}
