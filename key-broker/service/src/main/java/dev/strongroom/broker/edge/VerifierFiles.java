package dev.strongroom.broker.edge;

import dev.strongroom.attestation.appraisal.Collateral;
import dev.strongroom.broker.StartException;
import dev.strongroom.broker.verifier.AtHand;
import dev.strongroom.collateral.Bundle;
import dev.strongroom.collateral.bundle.BundleException;
import dev.strongroom.collateral.bundle.BundleReader;
import dev.strongroom.collateral.bundle.Manifest;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.Envelope;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;

/// Collateral and reference values in files, read again by [#refresh]. What cannot be read then is
/// logged, and what was read before stays: its parts carry their own ends, so staying too long
/// refuses. A bundle that has ended as a whole is used no more. Thread-safe.
final class VerifierFiles implements AtHand {
  private static final Logger LOG = System.getLogger(VerifierFiles.class.getName());
  private static final String PREFIX = "strongroom.broker.verifier.";
  private static final long MAX_FILE_BYTES = 1 << 20;

  private final VerifierSettings settings;
  private final InstantSource clock;
  private final AtomicReference<Read> read;
  private final AtomicReference<String> complaint = new AtomicReference<>("");

  /// @param manifest of the bundle; a directory of mere certificates has none
  private record Read(
      Collateral collateral, Optional<Manifest> manifest, List<Envelope> references) {}

  private VerifierFiles(VerifierSettings settings, InstantSource clock, Read read) {
    this.settings = settings;
    this.clock = clock;
    this.read = new AtomicReference<>(read);
  }

  /// Reads everything.
  ///
  /// @throws StartException naming the option whose files cannot be used
  static VerifierFiles open(VerifierSettings settings, InstantSource clock) throws StartException {
    return new VerifierFiles(settings, clock, read(settings, clock.instant()));
  }

  /// Reads everything again. Never fails.
  void refresh() {
    try {
      read.set(read(settings, clock.instant()));
      if (!complaint.getAndSet("").isEmpty()) {
        LOG.log(Level.INFO, "collateral and reference values can be read again");
      }
    } catch (StartException | RuntimeException | Error e) {
      // A timer that sees a failure stops for good, and collateral would end with nobody reading.
      var message = e instanceof StartException ? String.valueOf(e.getMessage()) : e.toString();
      if (!complaint.getAndSet(message).equals(message)) {
        LOG.log(Level.WARNING, "what was read before stays in use: {0}", message);
      }
    }
  }

  @Override
  public Collateral collateral(Instant now) throws UnavailableException {
    var current = read.get();
    // spec: RFC 9334 10: what is past its end no longer counts
    if (current.manifest().isPresent() && !current.manifest().get().isLive(now)) {
      throw new UnavailableException(
          "the verifier's collateral ended at "
              + current.manifest().get().expiresAt()
              + ": its operator must fetch another bundle");
    }
    return current.collateral();
  }

  @Override
  public List<Envelope> references() {
    return read.get().references();
  }

  private static Read read(VerifierSettings settings, Instant now) throws StartException {
    var references = references(settings);
    if (settings.collateral().isEmpty()) {
      return new Read(Collateral.none(), Optional.empty(), references);
    }
    var path = settings.collateral().get();
    try {
      if (!BundleReader.isBundle(path)) {
        if (settings.isProduction()) {
          throw new StartException(
              PREFIX
                  + "collateral = "
                  + path
                  + " is no bundle, which production needs: make one with strongroom collateral"
                  + " fetch");
        }
        var certificates = Bundle.load(path).collateral(settings.evaluationSet());
        return new Read(certificates, Optional.empty(), references);
      }
      var contents = BundleReader.readUnsigned(path).at(now);
      var bundle = Bundle.of(contents.materials());
      return new Read(
          bundle.collateral(settings.evaluationSet()),
          Optional.of(contents.manifest()),
          references);
    } catch (IOException | BundleException | MalformedException e) {
      throw new StartException(
          PREFIX + "collateral = " + path + " cannot be used: " + e.getMessage(), e);
    }
  }

  private static List<Envelope> references(VerifierSettings settings) throws StartException {
    if (settings.references().isEmpty()) {
      return List.of();
    }
    var directory = settings.references().get();
    var found = new ArrayList<Envelope>();
    for (var file : json("references", directory).entrySet()) {
      try {
        found.add(Envelope.parse(file.getValue()));
      } catch (MalformedException e) {
        throw new StartException(
            PREFIX + "references: " + directory.resolve(file.getKey()) + ": " + e.getMessage(), e);
      }
    }
    return List.copyOf(found);
  }

  /// Content of every `.json` file in `directory`, by name.
  ///
  /// @param option which names the directory
  /// @throws StartException if one cannot be read or exceeds 1 MiB
  static Map<String, Bytes> json(String option, Path directory) throws StartException {
    var found = new TreeMap<String, Bytes>();
    try (var files = Files.list(directory)) {
      for (var file : files.filter(each -> each.toString().endsWith(".json")).toList()) {
        if (Files.size(file) > MAX_FILE_BYTES) {
          throw new StartException(PREFIX + option + ": " + file + " exceeds 1 MiB");
        }
        found.put(String.valueOf(file.getFileName()), Bytes.copyOf(Files.readAllBytes(file)));
      }
      return found;
    } catch (IOException e) {
      throw new StartException(
          PREFIX + option + " = " + directory + " cannot be read: " + e.getMessage(), e);
    }
  }
}
