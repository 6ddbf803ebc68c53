package dev.strongroom.cli.model;

import dev.strongroom.cli.owner.InputFiles;
import dev.strongroom.cli.owner.OwnerOnly;
import dev.strongroom.cli.terminal.Failure;
import dev.strongroom.cli.terminal.Lines;
import dev.strongroom.cli.terminal.ProgressBar;
import dev.strongroom.cli.terminal.ProgressDisplay;
import dev.strongroom.weights.IntegrityException;
import dev.strongroom.weights.manifest.ModelKey;
import dev.strongroom.weights.manifest.SealedModel;
import dev.strongroom.wire.MalformedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
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
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  strongroom model inspect ./demo.sealed --owner-key acme.pub.pem",
      "  strongroom model inspect ./demo.sealed --owner-key acme.pub.pem --model-key demo.key",
    })
public final class InspectCommand implements Callable<Integer> {
  private final ProgressDisplay progress;

  @Spec private CommandSpec spec;

  @Parameters(index = "0", description = "Directory of the sealed model.")
  private Path directory;

  @Option(names = "--owner-key", required = true, description = "The owner's public key, PEM.")
  private Path ownerKey;

  @Option(names = "--model-key", description = "File of the model key.")
  private Optional<Path> modelKey = Optional.empty();

  /// @param progress where to show how far it is
  public InspectCommand(ProgressDisplay progress) {
    this.progress = progress;
  }

  @Override
  public Integer call() throws IOException, MalformedException, IntegrityException, Failure {
    InputFiles.requireDirectory(directory);
    var out = Lines.of(spec);
    try (var sealed = SealedModel.open(directory, List.of(OwnerOnly.publicKey(ownerKey)))) {
      var manifest = sealed.manifest();
      out.say(
          String.format(
              Locale.ROOT,
              "%s/%s@%d (%s): %s, %s, key epoch %d",
              manifest.owner(),
              manifest.model(),
              manifest.version(),
              manifest.profile(),
              Lines.count(manifest.files().size(), "file"),
              Lines.count(manifest.totalBytes(), "byte"),
              sealed.epoch()));
      try (var bar = new ProgressBar(progress, "verifying")) {
        sealed.verifyObjects(bar::advanced);
      }
      out.say("every object is what the owner signed");
      out.say("manifest     " + sealed.manifestDigest().hex());
      out.say("floor policy " + manifest.floorPolicyDigest().hex());
      if (modelKey.isPresent()) {
        list(out, sealed, modelKey.get());
      }
    }
    return 0;
  }

  private static void list(Lines out, SealedModel sealed, Path keyFile)
      throws IOException, MalformedException, IntegrityException, Failure {
    try (var key = ModelKey.of(sealed.epoch(), OwnerOnly.modelKey(keyFile));
        var opened = sealed.unlock(key)) {
      for (var file : opened.files()) {
        out.say(String.format(Locale.ROOT, "%,15d  %s", file.lengthBytes(), file.path()));
      }
    } catch (IntegrityException e) {
      if (e.fault() == IntegrityException.Fault.KEY_WRONG) {
        throw new Failure(Failure.Kind.INTEGRITY, e.code(), wrongKey(keyFile, sealed), e);
      }
      throw e;
    }
  }

  private static String wrongKey(Path keyFile, SealedModel sealed) {
    var manifest = sealed.manifest();
    return "%s does not open %s/%s@%d; want the model key that sealing wrote for it"
        .formatted(keyFile, manifest.owner(), manifest.model(), manifest.version());
  }
}
