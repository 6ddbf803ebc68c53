package dev.strongroom.broker.edge;

import dev.strongroom.attestation.appraisal.Collateral;
import dev.strongroom.broker.StartException;
import dev.strongroom.broker.verifier.CollateralAtHand;
import dev.strongroom.collateral.Bundle;
import dev.strongroom.collateral.bundle.BundleException;
import dev.strongroom.collateral.bundle.BundleReader;
import dev.strongroom.collateral.bundle.Manifest;
import dev.strongroom.protocol.Profile;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.wire.MalformedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// The one collateral of a process, in files, read again by [#refresh] and parsed once each time.
/// What cannot be read then leaves what was read before: its parts carry their own ends, so staying
/// too long refuses. A bundle that has ended as a whole is used no more. Where one was, its
/// directory never counts as mere certificates: emptied, it would have nobody revoked. Thread-safe.
final class CollateralFiles implements CollateralAtHand {
  private final Reread<Read> files;

  /// @param manifest of the bundle; a directory of mere certificates has none, and nothing neither
  private record Read(Collateral collateral, Optional<Manifest> manifest) {}

  private CollateralFiles(Reread<Read> files) {
    this.files = files;
  }

  /// Reads it.
  ///
  /// @throws StartException in one line, naming the option, if it cannot be used
  static CollateralFiles open(CollateralSettings settings, InstantSource clock)
      throws StartException {
    boolean isBundle = settings.path().filter(BundleReader::isBundle).isPresent();
    return new CollateralFiles(
        Reread.open("collateral", () -> read(settings, isBundle, clock.instant())));
  }

  /// Reads it again. Never fails.
  void refresh() {
    files.refresh();
  }

  @Override
  public Collateral collateral(Instant now) throws UnavailableException {
    var current = files.latest();
    // spec: RFC 9334 10: what is past its end no longer counts
    if (current.manifest().isPresent() && !current.manifest().get().isLive(now)) {
      throw new UnavailableException(
          "the broker's collateral is for %s to %s: its operator must fetch another bundle"
              .formatted(
                  current.manifest().get().createdAt(), current.manifest().get().expiresAt()));
    }
    return current.collateral();
  }

  /// @param isBundle true if there is no other use of it
  private static Read read(CollateralSettings settings, boolean isBundle, Instant now)
      throws StartException {
    if (settings.path().isEmpty()) {
      return new Read(Collateral.none(), Optional.empty());
    }
    var path = settings.path().get();
    try {
      return isBundle || BundleReader.isBundle(path)
          ? bundle(settings, path, now)
          : certificates(settings, path);
    } catch (IOException | BundleException | MalformedException e) {
      throw new StartException(
          CollateralSettings.OPTION + " = " + path + " cannot be used: " + e.getMessage(), e);
    }
  }

  private static Read bundle(CollateralSettings settings, Path path, Instant now)
      throws IOException, BundleException, MalformedException {
    var contents = BundleReader.readUnsigned(path).at(now);
    var collateral = Bundle.of(contents.materials()).collateral(settings.evaluationSet());
    return new Read(collateral, Optional.of(contents.manifest()));
  }

  private static Read certificates(CollateralSettings settings, Path path)
      throws IOException, MalformedException, StartException {
    if (settings.profile() == Profile.PRODUCTION) {
      throw new StartException(
          CollateralSettings.OPTION
              + " = "
              + path
              + " is no bundle, which production needs: make one with strongroom collateral fetch");
    }
    var loaded = Bundle.load(path);
    if (loaded.size() == 0) {
      throw new StartException(
          CollateralSettings.OPTION + " = " + path + " holds neither a bundle nor certificates");
    }
    return new Read(loaded.collateral(settings.evaluationSet()), Optional.empty());
  }
}
