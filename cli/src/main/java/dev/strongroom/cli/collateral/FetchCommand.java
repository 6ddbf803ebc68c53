package dev.strongroom.cli.collateral;

import dev.strongroom.cli.owner.OwnerOnly;
import dev.strongroom.cli.terminal.Failure;
import dev.strongroom.cli.terminal.Lines;
import dev.strongroom.collateral.bundle.BundleWriter;
import dev.strongroom.collateral.bundle.Manifest;
import dev.strongroom.collateral.cache.CollateralCache;
import dev.strongroom.collateral.cache.Keeper;
import dev.strongroom.collateral.cache.RefreshRules;
import dev.strongroom.collateral.fetch.FetchRules;
import dev.strongroom.collateral.fetch.Fetcher;
import dev.strongroom.collateral.item.Item;
import dev.strongroom.collateral.item.Material;
import dev.strongroom.collateral.item.Needs;
import dev.strongroom.wire.MalformedException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `strongroom collateral fetch`: asks the vendors, writes a bundle.
@Command(
    name = "fetch",
    description = "Fetch collateral from AMD, Intel and NVIDIA, write it as a signed bundle.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  strongroom collateral fetch report.bin --out site.zip --key acme.key",
      "  strongroom collateral fetch --product genoa --out ./collateral --days 7 --key acme.key",
      "  strongroom collateral fetch --fmspc 00806f050000 --set early,standard,19 --out tdx.zip",
      "  strongroom collateral fetch gpu_evidence.json --driver 580.95.05 --out gpus.zip --key acme.key",
      "",
      "AMD makes about one chip's certificate in ten seconds, so many machines take a while. What was",
      "fetched stays in the cache and is asked for again only when it is due.",
      "NVIDIA's answers about revocation hold for a day: a bundle with them refuses once they end.",
    })
public final class FetchCommand implements Callable<Integer> {
  private static final long CACHE_BYTES = 256L << 20;

  @Spec private CommandSpec spec;
  @Mixin private WantedOptions wanted;
  @Mixin private ServiceOptions services;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "PATH",
      description = "The bundle: a new archive if it ends with .zip, else a new directory.")
  private Path out;

  @Option(names = "--key", description = "Key that signs the bundle (default: it is not signed).")
  private Optional<Path> key = Optional.empty();

  @Option(names = "--days", description = "The bundle is refused after so many (default: 14).")
  private int days = 14;

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description = "Where fetched collateral stays (default: ~/.cache/strongroom/collateral).")
  private Path cache =
      Path.of(System.getProperty("user.home", "."), ".cache", "strongroom", "collateral");

  @Override
  public Integer call() throws IOException, MalformedException, Failure {
    var items = wanted.items();
    if (days < 1) {
      throw new Failure(Failure.Kind.USAGE, "usage", "--days: got " + days + ", want 1 or more");
    }
    if (Files.exists(out, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(out.toString());
    }
    // Whoever cannot sign shall know before anything is fetched.
    if (key.isEmpty()) {
      var materials = fetch(items);
      var now = now();
      tell(BundleWriter.writeUnsigned(out, materials, now, end(now)), "not signed");
    } else {
      var signer = OwnerOnly.signingKey(key.get());
      var materials = fetch(items);
      var now = now();
      tell(
          BundleWriter.write(out, materials, now, end(now), signer),
          "signed by " + signer.publicKey().keyId());
    }
    return 0;
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS);
  }

  private Instant end(Instant now) {
    return now.plus(Duration.ofDays(days));
  }

  private List<Material> fetch(Set<Item> items) throws IOException, MalformedException, Failure {
    var clock = InstantSource.system();
    try (var transport = services.transport()) {
      var fetcher = new Fetcher(transport, FetchRules.standard(), clock, Thread::sleep);
      var keeper =
          new Keeper(
              CollateralCache.open(cache, CACHE_BYTES), fetcher, RefreshRules.standard(), clock);
      var progress = new Asked(Lines.of(spec));
      var held = new ArrayList<>(refresh(keeper, items, progress));
      // Who signed a manifest is known when it is there.
      var signers = new LinkedHashSet<>(Needs.ofManifests(held));
      signers.removeAll(items);
      if (!signers.isEmpty()) {
        held.addAll(refresh(keeper, signers, progress));
      }
      return held;
    }
  }

  /// Says what was asked for, numbered as the lines stand, whichever thread says it.
  private static final class Asked {
    private final Lines out;
    private int count;

    Asked(Lines out) {
      this.out = out;
    }

    synchronized void say(Item item) {
      count++;
      out.say("asked for " + count + ": " + item.name());
    }
  }

  private List<Material> refresh(Keeper keeper, Set<Item> items, Asked progress)
      throws IOException, Failure {
    var lines = Lines.of(spec);
    var outcome = keeper.refresh(items, progress::say);
    for (var failure : outcome.failures()) {
      lines.say(failure.reason().getMessage() + " [" + failure.reason().code() + "]");
    }
    if (outcome.held().size() < items.size()) {
      throw missing(outcome, items.size());
    }
    return outcome.held();
  }

  private static Failure missing(Keeper.Outcome outcome, int wanted) {
    if (outcome.failures().isEmpty()) {
      return new Failure(
          Failure.Kind.STALE,
          "collateral.early",
          "what was answered is for a later time than this machine's; set its clock");
    }
    var first = outcome.failures().getFirst().reason();
    return new Failure(
        first.reason().isPassing() ? Failure.Kind.UNAVAILABLE : Failure.Kind.NOT_FOUND,
        first.code(),
        "%d of %s cannot be had, no bundle was written; first: %s"
            .formatted(
                wanted - outcome.held().size(), Lines.count(wanted, "item"), first.getMessage()),
        first);
  }

  private void tell(Manifest manifest, String signature) {
    Lines.of(spec)
        .say(
            "%s: %s, until %s, %s"
                .formatted(
                    out,
                    Lines.count(manifest.entries().size(), "item"),
                    manifest.expiresAt(),
                    signature));
  }
}
