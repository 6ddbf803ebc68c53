package dev.strongroom.cli.collateral;

import dev.strongroom.cli.owner.OwnerOnly;
import dev.strongroom.cli.terminal.Failure;
import dev.strongroom.cli.terminal.Lines;
import dev.strongroom.collateral.bundle.BundleException;
import dev.strongroom.collateral.bundle.BundleReader;
import dev.strongroom.wire.dsse.PublicKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `strongroom collateral verify`: may this bundle be used?
@Command(
    name = "verify",
    description =
        "Check a bundle: every digest, the signature, its end, and that all of it is fresh.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  strongroom collateral verify site.zip --key acme.pub.pem",
      "  strongroom collateral verify site.zip --key acme.pub.pem --at 2026-12-24T00:00:00Z",
      "",
      "Status 5 if another key signed it, 9 if it was changed, 12 if it or a part of it has ended.",
      "The vendors' own signatures are checked whenever Evidence is verified with it.",
    })
public final class VerifyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "BUNDLE", description = "Archive or directory.")
  private Path bundle;

  @Option(
      names = "--key",
      required = true,
      paramLabel = "FILE",
      description = "Public key of who may have signed it, PEM. May be repeated.")
  private List<Path> keys;

  @Option(
      names = "--at",
      paramLabel = "INSTANT",
      description = "Judge as of this time, such as 2026-06-01T00:00:00Z (default: now).")
  private Optional<Instant> at = Optional.empty();

  @Override
  public Integer call() throws IOException, BundleException, Failure {
    var trusted = new ArrayList<PublicKey>();
    for (var file : keys) {
      trusted.add(OwnerOnly.publicKey(file));
    }
    var now = at.orElseGet(Instant::now);
    var contents = BundleReader.read(bundle, trusted).at(now);
    var shown = Shown.of(contents, now);
    var stale = shown.items().stream().filter(part -> !part.isFresh()).toList();
    if (!stale.isEmpty()) {
      var first = stale.getFirst();
      throw new Failure(
          Failure.Kind.STALE,
          "collateral.stale",
          "%d of %s may not be used at %s; first: %s, which is for %s to %s; fetch anew"
              .formatted(
                  stale.size(),
                  Lines.count(shown.items().size(), "item"),
                  now,
                  first.item(),
                  first.issuedAt(),
                  first.nextUpdate()));
    }
    Lines.of(spec)
        .say(
            "%s: %s, unchanged, signed, fresh at %s; until %s"
                .formatted(
                    bundle, Lines.count(shown.items().size(), "item"), now, shown.expiresAt()));
    return 0;
  }
}
