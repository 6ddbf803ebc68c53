package dev.strongroom.cli.collateral;

import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.cli.terminal.Failure;
import dev.strongroom.cli.terminal.Lines;
import dev.strongroom.collateral.Bundle;
import dev.strongroom.collateral.bundle.BundleException;
import dev.strongroom.collateral.coverage.Coverage;
import dev.strongroom.collateral.coverage.DriverLine;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.json.StrictJson;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `strongroom collateral coverage`: would a bundle do for these devices under that driver?
@Command(
    name = "coverage",
    description =
        "Before a driver is rolled out: tell whether a bundle has what NVIDIA devices will need.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  strongroom collateral coverage --collateral site.zip --driver 580.95.05 gpu_evidence.json",
      "  strongroom collateral coverage --collateral site.zip --driver 580.x report.bin"
          + " cert-chain.pem",
      "  strongroom collateral coverage --collateral site.zip --format json gpu_evidence.json",
      "",
      "Of each device: are the manifests of that driver and of its present VBIOS there, signed by"
          + " NVIDIA,",
      "of its chip, and until when are their signers valid; does a fresh answer speak of every"
          + " certificate",
      "of the device and of the signers. Measurements are not compared: no device has the driver"
          + " yet.",
      "",
      "Status 0 if every device is covered, 12 if one is not. What is missing is brought by"
          + " 'strongroom",
      "collateral fetch --driver VERSION FILE… --out site.zip'.",
    })
public final class CoverageCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description =
          "NVIDIA reports, each with its chain (PEM) beside it, or devices in JSON as NVIDIA's tools"
              + " write it.")
  private List<Path> files;

  @Option(
      names = "--collateral",
      required = true,
      paramLabel = "BUNDLE",
      description = "Bundle of 'collateral fetch'.")
  private Path bundle;

  @Option(
      names = "--driver",
      paramLabel = "VERSION",
      description =
          "The driver, such as 580.95.05, or a line of drivers, such as 580.x: any of it will do"
              + " (default: the one that each device has).")
  private Optional<String> driver = Optional.empty();

  @Option(
      names = "--at",
      paramLabel = "INSTANT",
      description = "Judge as of this time, such as 2026-06-01T00:00:00Z (default: now).")
  private Optional<Instant> at = Optional.empty();

  @Option(
      names = "--simulated-roots",
      paramLabel = "DIR",
      description = "Trust the simulator's roots in DIR instead of the vendors'.")
  private Optional<Path> simulatedRoots = Optional.empty();

  @Option(names = "--format", description = "human or json (default: human).")
  private ShowCommand.Format format = ShowCommand.Format.HUMAN;

  @Override
  public Integer call() throws IOException, MalformedException, BundleException, Failure {
    var line = line();
    var given = GivenEvidence.read(files);
    if (!given.reports().isEmpty()) {
      throw new Failure(
          Failure.Kind.USAGE,
          "usage",
          given.reports().getFirst() + " is a CPU's report, want those of NVIDIA devices");
    }
    var now = at.orElseGet(() -> Instant.now().truncatedTo(ChronoUnit.SECONDS));
    var coverage =
        Coverage.of(
            given.devices().stream().map(GivenEvidence.Device::evidence).toList(),
            line,
            Bundle.open(bundle, now).nvidia(),
            anchors(),
            now);
    var shown = ShownCoverage.of(coverage, given.devices(), now);
    var out = Lines.of(spec);
    switch (format) {
      case HUMAN -> shown.print(out);
      case JSON -> out.json(StrictJson.pretty(shown));
    }
    return coverage.isComplete() ? 0 : Failure.Kind.STALE.exitStatus();
  }

  private DriverLine line() throws Failure {
    if (driver.isEmpty()) {
      return new DriverLine.Present();
    }
    try {
      return DriverLine.parse(driver.get());
    } catch (MalformedException e) {
      throw new Failure(Failure.Kind.USAGE, "usage", "--driver: " + e.reason(), e);
    }
  }

  private TrustAnchors anchors() throws IOException, MalformedException {
    return simulatedRoots.isEmpty()
        ? TrustAnchors.production()
        : TrustAnchors.simulation(Bundle.load(simulatedRoots.get()).rootFingerprints());
  }
}
