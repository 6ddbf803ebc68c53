package dev.strongroom.agent.testkit;

import dev.strongroom.protocol.ModelVersion;
import dev.strongroom.protocol.Profile;
import dev.strongroom.protocol.client.ClientTls;
import dev.strongroom.protocol.network.IpAddress;
import dev.strongroom.protocol.network.IpNetwork;
import dev.strongroom.protocol.release.Ticket;
import dev.strongroom.protocol.release.Workload;
import dev.strongroom.simulator.site.SitePki;
import dev.strongroom.weights.engine.Progress;
import dev.strongroom.weights.manifest.ModelKey;
import dev.strongroom.weights.manifest.SealRequest;
import dev.strongroom.weights.manifest.Sealer;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.SecretBytes;
import dev.strongroom.wire.dsse.Envelope;
import dev.strongroom.wire.dsse.SigningKey;
import dev.strongroom.wire.json.StrictJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/// An owner's sealed model and tickets in a directory.
///
/// @param directory holds `model`, `owner.pub.pem`, tickets, and `gateways`, a TLS authority
/// @param owner signs
/// @param modelKey what the broker releases
/// @param weightsDigest SHA-256 of the plaintext
public record Site(Path directory, SigningKey owner, SecretBytes modelKey, Bytes weightsDigest) {
  /// Occurs in the plaintext, every 4 KiB.
  public static final String CANARY = "CANARY-7f3c-these-weights-are-in-clear";

  public static final ModelVersion MODEL = new ModelVersion("acme", "tiny", 1);

  /// Where the tickets let traffic come from.
  public static final IpNetwork NODES =
      new IpNetwork(IpAddress.v4(10 << 24 | 20 << 16), 96 + 16); // 10.20.0.0/16

  public static Site create(Path directory, int weightBytes) throws Exception {
    var random = new SecureRandom();
    var owner = SigningKey.generate(random);
    var source = Files.createDirectories(directory.resolve("plain"));
    var weights = new byte[weightBytes];
    random.nextBytes(weights);
    var canary = CANARY.getBytes(StandardCharsets.US_ASCII);
    for (int at = 0; at + canary.length <= weights.length; at += 4096) {
      System.arraycopy(canary, 0, weights, at, canary.length);
    }
    Files.write(source.resolve("model.gguf"), weights);
    var secret = SecretBytes.random(32, random);
    try (var key = ModelKey.of(1, secret.duplicate())) {
      var request =
          new SealRequest(
              Profile.SIMULATION.text(),
              MODEL.owner(),
              MODEL.model(),
              MODEL.version(),
              Bytes.utf8("floor").sha384(),
              2);
      Sealer.seal(source, directory.resolve("model"), request, key, owner, random, Progress.NONE);
    }
    Files.delete(source.resolve("model.gguf"));
    var gateways = SitePki.create(directory.resolve("gateways"), Instant.now(), random);
    gateways.issue("gateway");
    gateways.issue("detector");
    Files.writeString(directory.resolve("owner.pub.pem"), owner.publicKey().toPem());
    var digest = Bytes.copyOf(weights).sha256();
    Arrays.fill(weights, (byte) 0);
    return new Site(directory, owner, secret, digest);
  }

  public Path model() {
    return directory.resolve("model");
  }

  public Ticket ticket(Ticket.Broker broker, Bytes workloadDigest) {
    return new Ticket(
        Profile.SIMULATION,
        MODEL.owner(),
        MODEL.model(),
        1,
        3,
        broker,
        Bytes.utf8("floor").sha384(),
        workloadDigest,
        gatewayAuthorities(),
        List.of(NODES),
        Instant.MAX);
  }

  private List<Bytes> gatewayAuthorities() {
    try {
      return ClientTls.authorities(directory.resolve("gateways/ca.pem"));
    } catch (IOException | MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A TLS identity of the authority that the tickets name.
  public SitePki.Identity identity(String role) {
    var pki = directory.resolve("gateways");
    return new SitePki.Identity(pki.resolve(role + ".pem"), pki.resolve(role + ".key"));
  }

  public Envelope sign(Ticket ticket) {
    return owner.sign(Ticket.PAYLOAD_TYPE, StrictJson.write(ticket));
  }

  public Envelope ticketFor(Ticket.Broker broker, Workload workload) {
    return sign(ticket(broker, workload.digest()));
  }

  /// Files below `root` in which the canary, and so a piece of the weights, stands in clear.
  public static List<Path> filesWithCanary(Path root) throws IOException {
    try (var files = Files.walk(root)) {
      return files.filter(Files::isRegularFile).filter(Site::hasCanary).toList();
    }
  }

  private static boolean hasCanary(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(CANARY);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
