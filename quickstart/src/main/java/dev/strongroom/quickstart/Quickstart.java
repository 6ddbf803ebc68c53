package dev.strongroom.quickstart;

import dev.strongroom.cli.Main;
import dev.strongroom.quickstart.evidence.Devices;
import dev.strongroom.quickstart.site.Jvm;
import dev.strongroom.quickstart.site.Narrator;
import dev.strongroom.quickstart.site.Ports;
import dev.strongroom.quickstart.site.Services;
import dev.strongroom.quickstart.site.Site;
import dev.strongroom.quickstart.site.TourException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// `./strongroom quickstart`: the whole of Strongroom on one machine, in ten steps.
@Command(
    name = "strongroom quickstart",
    description = {
      "Runs a whole site on this machine, on simulated hardware, and tells what happens:",
      "a model is sealed, its key released to an attested node, served to a tenant, leaked,",
      "noticed and contained, and the log proves it all.",
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./strongroom quickstart            stays up after the last step, until Ctrl-C",
      "  ./strongroom quickstart --once     confirms by itself and exits 0 after the last step",
      "  ./strongroom quickstart --once --devices hgx-h100   with eight GPUs and four NVSwitches",
      "  ./strongroom quickstart --state /tmp/site   keeps keys, logs and database to look at",
    })
public final class Quickstart implements Callable<Integer> {
  private static final int STEPS = 10;

  /// Reads `--devices`.
  static final class DevicesByName implements ITypeConverter<Devices> {
    @Override
    public Devices convert(String name) {
      return Devices.of(name)
          .orElseThrow(
              () -> new TypeConversionException("got '" + name + "', want " + Devices.names()));
    }
  }

  private static final Duration SIGNAL_REACHES_US = Duration.ofMillis(500);

  @Option(names = "--once", description = "Confirm containment by itself; exit after step 10.")
  private boolean once;

  @Option(
      names = "--state",
      paramLabel = "DIR",
      description = "New directory for all files, kept (default: a temporary one, removed).")
  private Optional<Path> state = Optional.empty();

  @Option(
      names = "--devices",
      paramLabel = "NAME",
      converter = DevicesByName.class,
      description = "The node's accelerators: h100, hgx-h100 or b200x8 (default: h100).")
  private Devices devices = Devices.H100;

  @Option(names = "--broker-port", description = "TCP (default: ${DEFAULT-VALUE}).")
  private int brokerPort = 8443;

  @Option(names = "--gateway-port", description = "TCP (default: ${DEFAULT-VALUE}).")
  private int gatewayPort = 8480;

  @Option(names = "--management-port", description = "TCP (default: ${DEFAULT-VALUE}).")
  private int managementPort = 9444;

  @Option(names = "--detector-port", description = "TCP (default: ${DEFAULT-VALUE}).")
  private int detectorPort = 8444;

  @Option(names = "--collector-port", description = "UDP (default: ${DEFAULT-VALUE}).")
  private int collectorPort = 4739;

  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  /// Runs the demonstration.
  public static void main(String[] args) {
    var command = Main.withComplaints(new CommandLine(new Quickstart()));
    var otherwise = command.getExecutionExceptionHandler();
    command.setExecutionExceptionHandler(
        (failure, line, parsed) -> {
          if (failure instanceof TourException) {
            System.err.println("strongroom: " + failure.getMessage());
            return 1;
          }
          return otherwise.handleExecutionException(failure, line, parsed);
        });
    System.exit(command.execute(args));
  }

  @Override
  public Integer call() throws Exception {
    var narrator = new Narrator(out, STEPS);
    narrator.announce("Strongroom quickstart. Every report below is SIMULATED hardware's.");
    var ports = new Ports(brokerPort, gatewayPort, managementPort, detectorPort, collectorPort);
    ports.requireFree();
    var jvm = Jvm.current();
    var cleaning = new Cleaning(root(), state.isPresent());
    Runtime.getRuntime().addShutdownHook(new Thread(() -> endEarly(cleaning, narrator)));
    try {
      var site = cleaning.cover(Site.create(cleaning.root(), ports, jvm, devices, Instant.now()));
      narrator.announce("Files and logs of this site: " + cleaning.root());
      var services = Services.start(site);
      narrator.announce(
          "Laid out, and its services started, in " + Narrator.seconds(narrator.elapsed()) + ".");
      var tour = new Tour(site, services, narrator, this::confirm);
      boolean all = tour.run();
      narrator.announce(
          (all
                  ? "\nAll ten steps done in "
                  : "\nAll steps done but the end of step 9, which was not confirmed, in ")
              + Narrator.seconds(narrator.elapsed())
              + ".");
      if (!once) {
        stayUp(site, tour, narrator);
      }
      return 0;
    } catch (Exception e) {
      // Ctrl-C in a terminal reaches the site's processes too: a part that fails may only have been
      // the first to hear of it.
      Thread.sleep(SIGNAL_REACHES_US);
      if (cleaning.hasBegun()) {
        // Nothing failed: the site is being ended, and the process with it.
        new CountDownLatch(1).await();
      }
      cleaning.keepFiles();
      throw e;
    } finally {
      cleaning.run();
    }
  }

  private static void endEarly(Cleaning cleaning, Narrator narrator) {
    if (!cleaning.hasBegun()) {
      narrator.fallSilent();
      System.err.println("\nstrongroom: ending the site, a few seconds");
      cleaning.run();
    }
  }

  private Path root() throws IOException, TourException {
    if (state.isEmpty()) {
      return Files.createTempDirectory("strongroom-");
    }
    var given = state.get().toAbsolutePath();
    if (Files.exists(given)) {
      throw new TourException("--state: " + given + " exists; name a new directory [state.exists]");
    }
    return given;
  }

  private boolean confirm(String question) {
    if (once) {
      out.println("      " + question + " yes (--once)");
      return true;
    }
    var answers = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try {
      while (true) {
        out.print("      " + question + " [y/N] ");
        out.flush();
        var line = answers.readLine();
        if (line == null) {
          out.println();
          return false;
        }
        switch (line.strip().toLowerCase(Locale.ROOT)) {
          case "y", "yes" -> {
            return true;
          }
          case "", "n", "no" -> {
            return false;
          }
          default -> out.println("      y for yes, n for no");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void stayUp(Site site, Tour tour, Narrator narrator) throws Exception {
    narrator.announce(
        """

        The site stays up until Ctrl-C. curl needs --cacert %1$s
          API for tenants   %2$s/v1/models   (model %6$s; keys: %3$s)
          alerts page       %4$s/alerts
          metrics           %5$s/q/metrics

        A request as tenant A:
          curl --cacert %1$s -H "Authorization: Bearer $(sed -n 's/^tenant-a //p' %3$s)" \\
            %2$s/v1/models
        The log against the checkpoint of step 10:
          ./strongroom %7$s
        """
            .formatted(
                site.authority(),
                site.gatewayUrl(),
                site.layout().gateway().resolve("api-keys.txt"),
                site.detectorUrl(),
                site.brokerUrl(),
                Services.PUBLIC_MODEL,
                String.join(" ", tour.auditCommand())));
    new CountDownLatch(1).await();
  }
}
