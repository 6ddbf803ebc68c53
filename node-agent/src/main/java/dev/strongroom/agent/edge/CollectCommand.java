package dev.strongroom.agent.edge;

import dev.strongroom.agent.AgentException;
import dev.strongroom.agent.Fault;
import dev.strongroom.agent.collect.EvidenceException;
import dev.strongroom.agent.collect.nvml.Gpu;
import dev.strongroom.agent.collect.nvml.GpuEvidence;
import dev.strongroom.agent.collect.nvml.GpuPlatform;
import dev.strongroom.agent.collect.nvml.NvmlDevices;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.json.StrictJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `collect`: has the GPUs of this machine make their reports, and keeps what comes. For people who
/// set a machine up; `run` needs no files.
@Command(
    name = "collect",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Have every NVIDIA GPU of this machine make an attestation report, and keep reports and"
          + " certificates.",
      "DIR then holds gpu-N/report.bin and gpu-N/cert-chain.pem for each GPU, and collected.json.",
      "The CPU's report is made by: strongroom evidence collect",
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "2:used wrongly, or no GPU here that can prove anything; what is missing is printed",
      "8:a GPU gave no report, or not in time; nothing is kept",
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  strongroom agent collect --out ./evidence",
      "  strongroom agent collect --out ./evidence \\",
      "    --nonce 00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
    })
final class CollectCommand implements Callable<Integer> {
  private static final int NONCE_BYTES = 32;

  /// Where GPUs come from.
  interface Machine {
    NvmlDevices gpus(Duration patience) throws EvidenceException;
  }

  private final Machine machine;

  @Spec @Nullable CommandSpec spec;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "evidence",
      description = "New directory for what is collected (default: ./${DEFAULT-VALUE}).")
  Path out = Path.of("");

  @Option(
      names = "--nonce",
      paramLabel = "HEX",
      description = "What every report shall carry, 32 bytes (default: random).")
  Optional<String> nonce = Optional.empty();

  @Option(
      names = "--patience",
      paramLabel = "DURATION",
      defaultValue = "PT20S",
      description = "How long the GPUs may take together (default: ${DEFAULT-VALUE}).")
  Duration patience = Duration.ZERO;

  /// What was collected, as `collected.json` says it.
  ///
  /// @param collectedAt by the clock of this machine
  /// @param nonce what every report was asked to carry, hexadecimal
  /// @param driverVersion by the driver's word, like all that follows
  /// @param settings modes of all GPUs
  /// @param readiness whether the GPUs take work
  record Collected(
      Instant collectedAt,
      String nonce,
      String driverVersion,
      String settings,
      String readiness,
      List<Stored> gpus) {}

  /// One GPU, and its files with their SHA-256.
  record Stored(
      int index,
      String uuid,
      String name,
      String architecture,
      String vbiosVersion,
      StoredFile report,
      StoredFile chain) {}

  /// One file.
  ///
  /// @param name below the directory
  record StoredFile(String name, int lengthBytes, String sha256) {}

  /// For this machine.
  CollectCommand() {
    this(NvmlDevices::ofThisMachine);
  }

  CollectCommand(Machine machine) {
    this.machine = machine;
  }

  @Override
  public Integer call() throws AgentException {
    if (!patience.isPositive()) {
      throw usage("--patience: want more than zero");
    }
    if (Files.exists(out)) {
      throw usage("--out " + out + " exists; nothing is overwritten, name a new directory");
    }
    var wanted = wanted();
    var lines = Objects.requireNonNull(spec).commandLine().getOut();
    NvmlDevices gpus;
    GpuPlatform platform;
    try {
      gpus = machine.gpus(patience);
      platform = gpus.platform();
      print(lines, platform);
      platform.requireConfidential();
    } catch (EvidenceException e) {
      throw new AgentException(Fault.NO_TEE, String.valueOf(e.getMessage()), e);
    }
    try {
      keep(lines, platform, wanted, gpus.collect(wanted));
    } catch (EvidenceException e) {
      throw new AgentException(Fault.EVIDENCE, String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new AgentException(
          Fault.USAGE, "--out " + out + " cannot be written: " + e.getMessage(), e);
    }
    return 0;
  }

  private Bytes wanted() throws AgentException {
    if (nonce.isEmpty()) {
      var chosen = new byte[NONCE_BYTES];
      new SecureRandom().nextBytes(chosen);
      return Bytes.copyOf(chosen);
    }
    try {
      var value = Bytes.ofHex("--nonce", nonce.get());
      if (value.length() != NONCE_BYTES) {
        throw usage(
            "--nonce: got %d %s, want 32"
                .formatted(value.length(), value.length() == 1 ? "byte" : "bytes"));
      }
      return value;
    } catch (MalformedException e) {
      throw new AgentException(Fault.USAGE, String.valueOf(e.getMessage()), e);
    }
  }

  private static AgentException usage(String detail) {
    return new AgentException(Fault.USAGE, detail);
  }

  private static void print(PrintWriter lines, GpuPlatform platform) {
    lines.println("driver " + platform.driverVersion() + "; " + platform.settings().text());
    lines.println(
        "the GPUs " + platform.readiness() + " (the guest sets this, no report vouches for it)");
    for (var gpu : platform.gpus()) {
      lines.println(
          "GPU %d: %s, %s, VBIOS %s, %s"
              .formatted(
                  gpu.index(), gpu.name(), gpu.architectureText(), gpu.vbiosVersion(), gpu.uuid()));
    }
    lines.flush();
  }

  private void keep(
      PrintWriter lines, GpuPlatform platform, Bytes wanted, List<GpuEvidence> collected)
      throws IOException {
    var collectedAt = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    Files.createDirectories(out);
    var stored = new ArrayList<Stored>();
    for (var each : collected) {
      stored.add(keep(each));
    }
    var summary =
        new Collected(
            collectedAt,
            wanted.hex(),
            platform.driverVersion(),
            platform.settings().text(),
            platform.readiness(),
            List.copyOf(stored));
    write("collected.json", Bytes.utf8(StrictJson.pretty(summary)));
    lines.println("every report was asked to carry " + wanted.hex());
    for (var each : stored) {
      lines.println(
          "GPU %d: report of %d bytes, chain of %d bytes; look at it:%n  strongroom evidence verify %s %s --nonce %s"
              .formatted(
                  each.index(),
                  each.report().lengthBytes(),
                  each.chain().lengthBytes(),
                  out.resolve(each.report().name()),
                  out.resolve(each.chain().name()),
                  wanted.hex()));
    }
    lines.flush();
  }

  private Stored keep(GpuEvidence collected) throws IOException {
    Gpu gpu = collected.gpu();
    var folder = "gpu-" + gpu.index();
    Files.createDirectory(out.resolve(folder));
    return new Stored(
        gpu.index(),
        gpu.uuid(),
        gpu.name(),
        gpu.architectureText(),
        gpu.vbiosVersion(),
        write(folder + "/report.bin", collected.evidence().report()),
        write(folder + "/cert-chain.pem", collected.evidence().chain()));
  }

  private StoredFile write(String name, Bytes content) throws IOException {
    Files.write(
        out.resolve(name),
        content.toArray(),
        StandardOpenOption.CREATE_NEW,
        StandardOpenOption.WRITE);
    return new StoredFile(name, content.length(), content.sha256().hex());
  }
}
