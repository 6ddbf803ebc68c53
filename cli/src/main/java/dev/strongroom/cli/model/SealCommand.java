package dev.strongroom.cli.model;

import dev.strongroom.cli.owner.InputFiles;
import dev.strongroom.cli.owner.OwnerOnly;
import dev.strongroom.cli.terminal.Failure;
import dev.strongroom.cli.terminal.Lines;
import dev.strongroom.cli.terminal.ProgressBar;
import dev.strongroom.cli.terminal.ProgressDisplay;
import dev.strongroom.protocol.enrolment.ReleasePolicy;
import dev.strongroom.weights.IntegrityException;
import dev.strongroom.weights.manifest.Manifest;
import dev.strongroom.weights.manifest.ModelKey;
import dev.strongroom.weights.manifest.SealRequest;
import dev.strongroom.weights.manifest.Sealer;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.SecretBytes;
import dev.strongroom.wire.dsse.Envelope;
import dev.strongroom.wire.dsse.UntrustedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `strongroom model seal`: a directory of weights becomes a sealed model.
@Command(
    name = "seal",
    description = "Encrypt a directory of weights and sign its manifest.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = {
      "  strongroom model seal ./weights --out ./demo.sealed --key acme.key \\",
      "    --model-key demo.key --model demo --policy policy.dsse.json",
      "",
      "Owner and profile are the policy's. Every sealed version gets a model key of its own, in a",
      "new file: whoever holds the key of one version must not open another.",
    })
public final class SealCommand implements Callable<Integer> {
  private static final int MODEL_KEY_BYTES = 32;
  private static final double MIB = 1024 * 1024;

  private final ProgressDisplay progress;

  @Spec private CommandSpec spec;

  @Parameters(index = "0", description = "Directory of the weights.")
  private Path source;

  @Option(names = "--out", required = true, description = "New directory for the sealed model.")
  private Path out;

  @Option(names = "--key", required = true, description = "The owner's signing key.")
  private Path key;

  @Option(names = "--model-key", required = true, description = "New file for the model key.")
  private Path modelKey;

  @Option(names = "--model", required = true, description = "Name of the model.")
  private String model;

  @Option(names = "--model-version", description = "Version of the model (default: 1).")
  private long version = 1;

  @Option(
      names = "--policy",
      required = true,
      description = "The signed release policy; no weaker one will ever do for this version.")
  private Path policy;

  @Option(names = "--workers", description = "Threads that seal (default: one a processor).")
  private int workers = Runtime.getRuntime().availableProcessors();

  /// @param progress where to show how far it is
  public SealCommand(ProgressDisplay progress) {
    this.progress = progress;
  }

  @Override
  public Integer call()
      throws IOException, MalformedException, IntegrityException, UntrustedException, Failure {
    InputFiles.requireDirectory(source);
    var owner = OwnerOnly.signingKey(key);
    var envelope = OwnerOnly.envelope(policy);
    var floor = ReleasePolicy.open(envelope, List.of(owner.publicKey()));
    var request = request(floor, ReleasePolicy.digest(envelope));
    var random = new SecureRandom();
    try (var fresh = SecretBytes.random(MODEL_KEY_BYTES, random)) {
      OwnerOnly.writeSecret(modelKey, fresh);
    }
    boolean whole = false;
    try (var opened = ModelKey.of(1, OwnerOnly.modelKey(modelKey))) {
      long before = System.nanoTime();
      Envelope sealed;
      try (var bar = new ProgressBar(progress, "sealing")) {
        sealed = Sealer.seal(source, out, request, opened, owner, random, bar::advanced);
      }
      print(Manifest.parse(sealed.payload()), (System.nanoTime() - before) / 1e9);
      whole = true;
    } finally {
      if (!whole) {
        Files.deleteIfExists(modelKey);
      }
    }
    return 0;
  }

  private SealRequest request(ReleasePolicy floor, Bytes digest) throws Failure {
    if (!floor.model().equals(model)) {
      throw new Failure(
          Failure.Kind.USAGE,
          "usage",
          "--policy is for model " + floor.model() + ", --model says " + model);
    }
    try {
      return new SealRequest(
          floor.profile().text(), floor.owner(), model, version, digest, workers);
    } catch (IllegalArgumentException e) {
      throw new Failure(Failure.Kind.USAGE, "usage", e);
    }
  }

  private void print(Manifest manifest, double seconds) {
    Lines.of(spec)
        .say(
            String.format(
                Locale.ROOT,
                "sealed %s, %s in %.2f s (%.0f MiB/s, %s)",
                Lines.count(manifest.files().size(), "file"),
                Lines.count(manifest.totalBytes(), "byte"),
                seconds,
                manifest.totalBytes() / MIB / seconds,
                Lines.count(workers, "thread")));
  }
}
