package dev.strongroom.cli.collateral;

import dev.strongroom.cli.terminal.Lines;
import dev.strongroom.collateral.bundle.BundleException;
import dev.strongroom.collateral.bundle.BundleReader;
import dev.strongroom.wire.json.StrictJson;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `strongroom collateral show`: what is in a bundle?
@Command(
    name = "show",
    description = "List what a bundle holds, and how long each part may be used.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  strongroom collateral show site.zip",
      "  strongroom collateral show site.zip --at 2026-12-24T00:00:00Z --format json",
      "",
      "Digests are compared, the signature is not: see 'strongroom collateral verify'.",
    })
public final class ShowCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "BUNDLE", description = "Archive or directory.")
  private Path bundle;

  @Option(
      names = "--at",
      paramLabel = "INSTANT",
      description = "Judge as of this time, such as 2026-06-01T00:00:00Z (default: now).")
  private Optional<Instant> at = Optional.empty();

  @Option(names = "--format", description = "human or json (default: human).")
  private Format format = Format.HUMAN;

  /// How to print.
  public enum Format {
    /// For people.
    HUMAN,
    /// For programs.
    JSON
  }

  @Override
  public Integer call() throws IOException, BundleException {
    var shown = Shown.of(BundleReader.readUnsigned(bundle), at.orElseGet(Instant::now));
    var out = Lines.of(spec);
    switch (format) {
      case HUMAN -> shown.print(out);
      case JSON -> out.json(StrictJson.pretty(shown));
    }
    return 0;
  }
}
