package dev.strongroom.agent.edge;

import dev.strongroom.agent.AgentException;
import dev.strongroom.agent.Fault;
import dev.strongroom.agent.collect.EvidenceException;
import dev.strongroom.agent.collect.nvidia.Gpu;
import dev.strongroom.agent.collect.nvidia.GpuEvidence;
import dev.strongroom.agent.collect.nvidia.NodeEvidence;
import dev.strongroom.agent.collect.nvidia.NvidiaDevices;
import dev.strongroom.agent.collect.nvidia.Platform;
import dev.strongroom.agent.collect.nvidia.SwitchEvidence;
import dev.strongroom.protocol.evidence.Evidence;
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

/// `collect`: has the accelerators of this machine make their reports, and keeps what comes. For
/// people who set a machine up; `run` needs no files.
@Command(
    name = "collect",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Have every NVIDIA GPU of this machine make an attestation report, in Protected PCIe mode"
          + " every NVSwitch too, and keep reports and certificates.",
      "DIR then holds gpu-N/report.bin and gpu-N/cert-chain.pem for each GPU, switch-N/ with the"
          + " same for each switch, devices.json with all of them as NVIDIA's tools write them, and"
          + " collected.json.",
      "The CPU's report is made by: strongroom evidence collect",
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "2:used wrongly, or no GPU here that can prove anything; what is missing is printed",
      "8:a GPU or switch gave no report, or not in time; nothing is kept",
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  strongroom agent collect --out ./evidence",
      "  strongroom agent collect --out ./evidence \\",
      "    --nonce 00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
    })
final class CollectCommand implements Callable<Integer> {
  private static final int NONCE_BYTES = 32;

  /// Where accelerators come from.
  interface Machine {
    NvidiaDevices devices(Duration patience) throws EvidenceException;
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
      description = "How long all devices may take together (default: ${DEFAULT-VALUE}).")
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
      List<StoredGpu> gpus,
      List<StoredSwitch> switches) {}

  /// One GPU and its files.
  record StoredGpu(
      int index,
      String uuid,
      String name,
      String architecture,
      String vbiosVersion,
      StoredFile report,
      StoredFile chain) {}

  /// One NVSwitch and its files.
  ///
  /// @param protectedPcie what its driver says of that mode
  record StoredSwitch(
      int index, String uuid, String protectedPcie, StoredFile report, StoredFile chain) {}

  /// One device as NVIDIA's tools write it, and as `strongroom evidence devices` reads it.
  ///
  /// @param evidence report, base64
  /// @param certificate chain, base64
  /// @param nonce hexadecimal
  record Device(String evidence, String certificate, String nonce) {}

  /// One file.
  ///
  /// @param name below the directory
  /// @param sha256 hexadecimal
  record StoredFile(String name, int lengthBytes, String sha256) {}

  /// For this machine.
  CollectCommand() {
    this(NvidiaDevices::ofThisMachine);
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
    NvidiaDevices devices;
    Platform platform;
    try {
      devices = machine.devices(patience);
      platform = devices.platform();
      print(lines, platform);
      platform.requireConfidential();
    } catch (EvidenceException e) {
      throw new AgentException(Fault.NO_TEE, String.valueOf(e.getMessage()), e);
    }
    try {
      keep(lines, platform, wanted, devices.collect(wanted));
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

  private static void print(PrintWriter lines, Platform platform) {
    lines.println("driver " + platform.driverVersion() + "; " + platform.settings().text());
    lines.println(
        "the GPUs " + platform.readiness() + " (the guest sets this, no report vouches for it)");
    for (var gpu : platform.gpus()) {
      lines.println(
          "GPU %d: %s, %s, VBIOS %s, %s"
              .formatted(
                  gpu.index(), gpu.name(), gpu.architectureText(), gpu.vbiosVersion(), gpu.uuid()));
    }
    for (var nvSwitch : platform.switches()) {
      lines.println(
          "NVSwitch %d: Protected PCIe %s, %s"
              .formatted(nvSwitch.index(), nvSwitch.modeText(), nvSwitch.uuid()));
    }
    lines.flush();
  }

  private void keep(PrintWriter lines, Platform platform, Bytes wanted, NodeEvidence collected)
      throws IOException {
    var collectedAt = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    Files.createDirectories(out);
    var gpus = new ArrayList<StoredGpu>();
    for (var each : collected.gpus()) {
      gpus.add(keep(each));
    }
    var switches = new ArrayList<StoredSwitch>();
    for (var each : collected.switches()) {
      switches.add(keep(each));
    }
    var devices =
        collected.all().stream()
            .map(each -> new Device(each.report().base64(), each.chain().base64(), wanted.hex()))
            .toList();
    write("devices.json", Bytes.utf8(StrictJson.pretty(devices)));
    var summary =
        new Collected(
            collectedAt,
            wanted.hex(),
            platform.driverVersion(),
            platform.settings().text(),
            platform.readiness(),
            List.copyOf(gpus),
            List.copyOf(switches));
    write("collected.json", Bytes.utf8(StrictJson.pretty(summary)));
    gpus.forEach(each -> print(lines, "GPU " + each.index(), each.report(), each.chain()));
    switches.forEach(each -> print(lines, "NVSwitch " + each.index(), each.report(), each.chain()));
    lines.println("every report was asked to carry " + wanted.hex() + "; look at them:");
    lines.println(
        "  strongroom evidence devices %s --nonce %s"
            .formatted(out.resolve("devices.json"), wanted.hex()));
    lines.flush();
  }

  private static void print(PrintWriter lines, String name, StoredFile report, StoredFile chain) {
    lines.println(
        "%s: report of %d bytes, chain of %d bytes"
            .formatted(name, report.lengthBytes(), chain.lengthBytes()));
  }

  private StoredGpu keep(GpuEvidence collected) throws IOException {
    Gpu gpu = collected.gpu();
    var folder = "gpu-" + gpu.index();
    Files.createDirectory(out.resolve(folder));
    return new StoredGpu(
        gpu.index(),
        gpu.uuid(),
        gpu.name(),
        gpu.architectureText(),
        gpu.vbiosVersion(),
        report(folder, collected.evidence()),
        chain(folder, collected.evidence()));
  }

  private StoredSwitch keep(SwitchEvidence collected) throws IOException {
    var nvSwitch = collected.nvSwitch();
    var folder = "switch-" + nvSwitch.index();
    Files.createDirectory(out.resolve(folder));
    return new StoredSwitch(
        nvSwitch.index(),
        nvSwitch.uuid(),
        nvSwitch.modeText(),
        report(folder, collected.evidence()),
        chain(folder, collected.evidence()));
  }

  private StoredFile report(String folder, Evidence evidence) throws IOException {
    return write(folder + "/report.bin", evidence.report());
  }

  private StoredFile chain(String folder, Evidence evidence) throws IOException {
    return write(folder + "/cert-chain.pem", evidence.chain());
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
