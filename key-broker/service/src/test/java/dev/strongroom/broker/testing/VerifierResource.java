package dev.strongroom.broker.testing;

import dev.strongroom.simulator.site.SitePki;
import dev.strongroom.wire.MalformedException;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What a process of the role `verifier` needs around it: files, and nothing else.
public final class VerifierResource implements QuarkusTestResourceLifecycleManager {
  private static final String DIRECTORY = "strongroom.test.verifier";

  @Override
  public Map<String, String> start() {
    try {
      var directory = Files.createTempDirectory("verifier-test");
      var pki = SitePki.create(directory.resolve("tls"), Instant.now(), Site.RANDOM);
      for (var role : List.of("broker", "relying-party")) {
        var _ = pki.issue(role);
      }
      System.setProperty(DIRECTORY, directory.toString());
      var config = new HashMap<>(Guests.layOut(directory));
      config.put("strongroom.broker.role", "verifier");
      config.put("strongroom.broker.id", "verifier-1");
      config.put("strongroom.broker.profile", "simulation");
      config.put("strongroom.broker.port", "0");
      config.put(
          "strongroom.broker.simulation.roots",
          Guests.writeRoots(directory.resolve("roots.txt")).toString());
      config.put("strongroom.broker.tls.directory", directory.resolve("tls").toString());
      return config;
    } catch (IOException | MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Directory of TLS files.
  public static Path tls() {
    return Path.of(System.getProperty(DIRECTORY, ""), "tls");
  }

  @Override
  public void stop() {}
}
