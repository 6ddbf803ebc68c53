package dev.strongroom.broker.edge;

import dev.strongroom.broker.BrokerIdentity;
import dev.strongroom.broker.StartException;
import dev.strongroom.broker.release.Challenges;
import dev.strongroom.broker.release.ReleaseStep;
import dev.strongroom.protocol.Profile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/// Configuration of an authority that holds together.
///
/// @param identity profile and name
/// @param host address to listen on
/// @param port port to listen on, 0 for any
/// @param owners directory of owners' public keys
/// @param rootKeyset the local root keyset
/// @param simulationRoots roots of the simulator
/// @param database where the tables are
/// @param nonceLifetime at most 60 s
/// @param failpoint where a release stops, for kill tests
public record Settings(
    BrokerIdentity identity,
    String host,
    int port,
    Path owners,
    Path rootKeyset,
    Path simulationRoots,
    Storage database,
    Duration nonceLifetime,
    Optional<Failpoint> failpoint) {

  /// Where the tables are.
  public sealed interface Storage {
    /// PostgreSQL of our own.
    ///
    /// @param directory holds its data, binaries and passwords
    record Embedded(Path directory) implements Storage {}

    /// PostgreSQL of somebody else.
    ///
    /// @param url JDBC URL
    /// @param service role of the running broker
    /// @param migration role that owns the tables
    record External(String url, Login service, Login migration) implements Storage {}
  }

  /// A database role.
  ///
  /// @param username its name
  /// @param passwordFile file with its password; none where the server asks for none
  public record Login(String username, Optional<Path> passwordFile) {}

  /// Stops a release.
  ///
  /// @param step after which
  /// @param file made when a release gets there
  public record Failpoint(ReleaseStep step, Path file) {}

  /// Reads the configuration.
  ///
  /// @throws StartException naming the option that is missing or wrong
  static Settings of(BrokerConfig config) throws StartException {
    var profile = profile(config.profile());
    if (profile == Profile.PRODUCTION) {
      throw new StartException(
          "strongroom.broker.profile is production, which needs a root key in an HSM or KMS: this"
              + " version has only the local keyset, which production refuses. Use simulation,"
              + " or strongroom.broker.role = verifier, which has no root key");
    }
    return new Settings(
        identity(profile, config.id()),
        config.host(),
        port(config.port()),
        require("owners", config.owners(), "an authority"),
        require("root-keyset", config.rootKeyset(), "the simulation profile"),
        require("simulation.roots", config.simulation().roots(), "the simulation profile"),
        storage(config.database()),
        lifetime(config.nonceLifetime()),
        failpoint(config.failpoint()));
  }

  static Profile profile(String text) throws StartException {
    return Arrays.stream(Profile.values())
        .filter(profile -> profile.text().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new StartException(
                    "strongroom.broker.profile is '" + text + "', want production or simulation"));
  }

  static BrokerIdentity identity(Profile profile, String id) throws StartException {
    try {
      return new BrokerIdentity(profile, id);
    } catch (IllegalArgumentException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
  }

  static int port(int port) throws StartException {
    if (port < 0 || port > 65535) {
      throw new StartException("strongroom.broker.port is " + port + ", want 0 to 65535");
    }
    return port;
  }

  private static Path require(String key, Optional<Path> value, String who) throws StartException {
    return value.orElseThrow(
        () -> new StartException("strongroom.broker." + key + " is not set: " + who + " needs it"));
  }

  private static Storage storage(BrokerConfig.Storage storage) throws StartException {
    if (storage.directory().isPresent() == storage.url().isPresent()) {
      throw new StartException(
          "want exactly one of strongroom.broker.database.directory (own PostgreSQL) and"
              + " strongroom.broker.database.url (another one)");
    }
    if (storage.directory().isPresent()) {
      return new Storage.Embedded(storage.directory().get());
    }
    return new Storage.External(
        storage.url().orElseThrow(),
        new Login(storage.username(), storage.passwordFile()),
        new Login(storage.migrationUsername(), storage.migrationPasswordFile()));
  }

  private static Duration lifetime(Duration lifetime) throws StartException {
    if (lifetime.compareTo(Duration.ofSeconds(1)) < 0
        || lifetime.compareTo(Challenges.MAX_LIFETIME) > 0) {
      throw new StartException(
          "strongroom.broker.nonce-lifetime is " + lifetime + ", want 1 s to 60 s");
    }
    return lifetime;
  }

  private static Optional<Failpoint> failpoint(Optional<String> text) throws StartException {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    var parts = text.get().split(":", 2);
    for (var step : ReleaseStep.values()) {
      if (parts.length == 2 && step.name().equals(parts[0])) {
        return Optional.of(new Failpoint(step, Path.of(parts[1])));
      }
    }
    throw new StartException(
        "strongroom.broker.failpoint is '"
            + text.get()
            + "', want STEP:/path with a step of "
            + Arrays.toString(ReleaseStep.values()));
  }
}
