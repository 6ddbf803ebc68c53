package dev.strongroom.broker.testing;

import dev.strongroom.broker.BrokerIdentity;
import dev.strongroom.broker.edge.Settings;
import dev.strongroom.protocol.Profile;
import dev.strongroom.simulator.vendor.SimulatedVendors;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.dsse.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/// Files of a broker under test, and the two vendors (made once a JVM: their keys take seconds).
///
/// @param directory where the files are
public record Site(Path directory) {
  /// Randomness of every test.
  public static final SecureRandom RANDOM = new SecureRandom();

  private static final AtomicReference<Optional<SimulatedVendors>> VENDORS =
      new AtomicReference<>(Optional.empty());

  /// Whose roots the broker trusts.
  public static SimulatedVendors vendors() {
    synchronized (VENDORS) {
      if (VENDORS.get().isEmpty()) {
        VENDORS.set(Optional.of(SimulatedVendors.create(RANDOM, Instant.now())));
      }
      return VENDORS.get().orElseThrow();
    }
  }

  /// Lays the files out.
  public static Site create(Path directory, SigningKey acme) throws IOException {
    var site = new Site(directory);
    Files.createDirectories(site.owners());
    site.admit("acme", acme);
    var roots =
        vendors().rootFingerprints().stream().map(Bytes::hex).collect(Collectors.joining("\n"));
    Files.writeString(site.roots(), "# simulator\n" + roots + "\n");
    return site;
  }

  /// Lets an owner in.
  public void admit(String owner, SigningKey key) throws IOException {
    Files.writeString(owners().resolve(owner + ".pub.pem"), key.publicKey().toPem());
  }

  /// Directory of owners' keys.
  public Path owners() {
    return directory.resolve("owners");
  }

  /// File of trusted roots.
  public Path roots() {
    return directory.resolve("roots.txt");
  }

  /// The root keyset.
  public Path rootKeyset() {
    return directory.resolve("root.json");
  }

  /// Settings of a broker on the database at `url`.
  public Settings settings(String url) {
    return settings(url, new BrokerIdentity(Profile.SIMULATION, "broker"));
  }

  /// Settings of the broker `identity` on the database at `url`.
  public Settings settings(String url, BrokerIdentity identity) {
    return new Settings(
        identity,
        "127.0.0.1",
        0,
        owners(),
        rootKeyset(),
        roots(),
        new Settings.Storage.External(
            url,
            new Settings.Login("strongroom_broker", Optional.empty()),
            new Settings.Login("strongroom_owner", Optional.empty())),
        Duration.ofSeconds(60),
        Optional.empty());
  }
}
