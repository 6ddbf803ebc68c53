package dev.strongroom.cli.model;

import dev.strongroom.cli.owner.OwnerOnly;
import dev.strongroom.cli.terminal.ProgressBar;
import dev.strongroom.weights.IntegrityException;
import dev.strongroom.weights.manifest.SealedModel;
import dev.strongroom.wire.MalformedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `strongroom model inspect`: what a sealed model says of itself, and with its key what is in it.
@Command(
    name = "inspect",
    description = "Verify a sealed model's manifest and objects; with its key, list its files.",
    mixinStandardHelpOptions = true)
public final class InspectCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", description = "Directory of the sealed model.")
  private Path directory;

  @Option(names = "--owner-key", required = true, description = "The owner's public key, PEM.")
  private Path ownerKey;

  @Option(names = "--model-key", description = "File of the model key.")
  private Optional<Path> modelKey = Optional.empty();

  @Override
  public Integer call() throws IOException, MalformedException, IntegrityException {
    var out = spec.commandLine().getOut();
    try (var sealed = SealedModel.open(directory, List.of(OwnerOnly.publicKey(ownerKey)))) {
      var manifest = sealed.manifest();
      out.printf(
          "%s/%s@%d (%s): %d files, %,d bytes, key epoch %d%n",
          manifest.owner(),
          manifest.model(),
          manifest.version(),
          manifest.profile(),
          manifest.files().size(),
          manifest.totalBytes(),
          sealed.epoch());
      try (var progress = new ProgressBar(spec.commandLine().getErr(), "verifying")) {
        sealed.verifyObjects(progress::advanced);
      }
      out.println("every object is what the owner signed");
      out.println("manifest     " + sealed.manifestDigest().hex());
      out.println("floor policy " + manifest.floorPolicyDigest().hex());
      if (modelKey.isPresent()) {
        var secret = OwnerOnly.modelKey(modelKey.get());
        try (var key = dev.strongroom.weights.manifest.ModelKey.of(sealed.epoch(), secret);
            var opened = sealed.unlock(key)) {
          opened
              .files()
              .forEach(file -> out.printf("%,15d  %s%n", file.lengthBytes(), file.path()));
        }
      }
    }
    return 0;
  }
}
