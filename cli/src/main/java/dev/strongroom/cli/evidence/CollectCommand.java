package dev.strongroom.cli.evidence;

import dev.strongroom.attestation.eventlog.EventLog;
import dev.strongroom.attestation.scheme.snp.SnpCertificateTable;
import dev.strongroom.cli.owner.InputFiles;
import dev.strongroom.cli.owner.OwnerOnly;
import dev.strongroom.cli.terminal.Failure;
import dev.strongroom.cli.terminal.Lines;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.json.StrictJson;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `strongroom evidence collect`: has this machine's TEE make a report, and keeps what comes.
@Command(
    name = "collect",
    description = "Have the TEE of this machine make a report (Linux, configfs-tsm).",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  strongroom evidence collect --out ./evidence",
      "  strongroom evidence collect --out ./evidence --nonce 00112233445566778899aabbccddeeff",
      "  strongroom evidence collect --out ./evidence --report-data binding.bin --provider sev_guest",
      "",
      "DIR then holds report.bin (the report or quote), chain.pem if the host sent certificates along,",
      "ccel.bin if the firmware left an event log, and collected.json. Status 13 where there is no TEE.",
    })
public final class CollectCommand implements Callable<Integer> {
  private static final Path CCEL = Path.of("/sys/firmware/acpi/tables/data/CCEL");
  private static final int MAX_PRIVILEGE_LEVEL = 3;
  private static final int NAME_BYTES = 8;

  private final KernelFiles kernel;
  private final SecureRandom random = new SecureRandom();

  @Spec private CommandSpec spec;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "New directory for what is collected (default: ./evidence).")
  private Path out = Path.of("evidence");

  @Option(
      names = "--nonce",
      paramLabel = "HEX",
      description =
          "What the report shall carry, at most 64 bytes; zeros fill it up (default: random).")
  private Optional<String> nonce = Optional.empty();

  @Option(
      names = "--report-data",
      paramLabel = "FILE",
      description = "File of exactly the 64 bytes that the report shall carry.")
  private Optional<Path> reportData = Optional.empty();

  @Option(
      names = "--provider",
      paramLabel = "NAME",
      description = "Only of this kernel driver: sev_guest or tdx_guest (default: any).")
  private Optional<String> provider = Optional.empty();

  @Option(
      names = "--privlevel",
      paramLabel = "VMPL",
      description = "Privilege level to ask from, 0 to 3 (default: the driver's).")
  private Optional<Integer> privilegeLevel = Optional.empty();

  /// What was collected, as `collected.json` says it.
  ///
  /// @param provider the kernel's driver
  /// @param collectedAt by the clock of this machine
  /// @param reportData what the report was asked to carry, hexadecimal
  /// @param files each with its SHA-256
  record Collected(String provider, Instant collectedAt, String reportData, List<Stored> files) {}

  /// One file.
  record Stored(String name, int lengthBytes, String sha256) {}

  /// For this machine.
  public CollectCommand() {
    this(KernelFiles.ofThisMachine());
  }

  CollectCommand(KernelFiles kernel) {
    this.kernel = kernel;
  }

  @Override
  public Integer call() throws IOException, Failure {
    var request = new TsmReport.Request(data(), level(), provider);
    if (Files.exists(out)) {
      throw new FileAlreadyExistsException(out.toString());
    }
    var report = TsmReport.make(kernel, "strongroom-" + randomHex(), request);
    var collectedAt = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    var lines = Lines.of(spec);
    Files.createDirectories(out);
    var files = new ArrayList<Stored>();
    files.add(store("report.bin", report.report()));
    lines.say(
        "report of %s, %s, carries %s"
            .formatted(
                report.provider(),
                Lines.count(report.report().length(), "byte"),
                request.data().hex()));
    if (report.auxiliary().length() > 0) {
      files.addAll(auxiliary(lines, report));
    }
    eventLog(lines).ifPresent(files::add);
    var collected =
        new Collected(report.provider(), collectedAt, request.data().hex(), List.copyOf(files));
    OwnerOnly.writeDocument(
        out.resolve("collected.json"), Bytes.utf8(StrictJson.pretty(collected)).toArray());
    lines.say("in %s; look at it: strongroom evidence inspect %s/report.bin".formatted(out, out));
    return 0;
  }

  private Bytes data() throws IOException, Failure {
    if (nonce.isPresent() && reportData.isPresent()) {
      throw usage("--nonce and --report-data: want one of them");
    }
    if (reportData.isPresent()) {
      var file = reportData.get();
      InputFiles.requireFile(file);
      if (Files.size(file) != TsmReport.REPORT_DATA_BYTES) {
        throw usage("%s: got %s, want 64".formatted(file, Lines.count(Files.size(file), "byte")));
      }
      return Bytes.copyOf(Files.readAllBytes(file));
    }
    if (nonce.isPresent()) {
      return padded(nonce.get());
    }
    var chosen = new byte[TsmReport.REPORT_DATA_BYTES];
    random.nextBytes(chosen);
    return Bytes.copyOf(chosen);
  }

  private static Bytes padded(String hex) throws Failure {
    try {
      var value = Bytes.ofHex("--nonce", hex);
      if (value.length() == 0 || value.length() > TsmReport.REPORT_DATA_BYTES) {
        throw usage("--nonce: got %d bytes, want 1 to 64".formatted(value.length()));
      }
      return value.concat(Bytes.zeros(TsmReport.REPORT_DATA_BYTES - value.length()));
    } catch (MalformedException e) {
      throw new Failure(Failure.Kind.USAGE, "usage", e);
    }
  }

  private OptionalInt level() throws Failure {
    if (privilegeLevel.isEmpty()) {
      return OptionalInt.empty();
    }
    int level = privilegeLevel.get();
    if (level < 0 || level > MAX_PRIVILEGE_LEVEL) {
      throw usage("--privlevel: got " + level + ", want 0 to 3");
    }
    return OptionalInt.of(level);
  }

  private static Failure usage(String message) {
    return new Failure(Failure.Kind.USAGE, "usage", message);
  }

  private String randomHex() {
    var name = new byte[NAME_BYTES];
    random.nextBytes(name);
    return HexFormat.of().formatHex(name);
  }

  /// The host wrote it: what cannot be read is kept as it came, and the report is none the worse.
  private List<Stored> auxiliary(Lines lines, TsmReport report) throws IOException, Failure {
    try {
      var table = SnpCertificateTable.parse(report.auxiliary());
      for (var other : table.others()) {
        lines.say(
            "the host also sent %s of %s, which is no certificate known here"
                .formatted(Lines.count(other.length(), "byte"), other.guid()));
      }
      var chain = table.chain();
      if (chain.isPresent()) {
        var stored = store("chain.pem", chain.get().toPem());
        lines.say(
            Lines.count(chain.get().certificates().size(), "certificate")
                + " from the host, not trusted for that");
        return List.of(stored);
      }
      lines.say("the host sent no certificate: strongroom collateral fetch can bring it");
      return List.of();
    } catch (MalformedException e) {
      lines.say("auxblob.bin is no certificate table: " + e.getMessage());
      return List.of(store("auxblob.bin", report.auxiliary()));
    }
  }

  private Optional<Stored> eventLog(Lines lines) throws Failure, IOException {
    if (!kernel.exists(CCEL)) {
      return Optional.empty();
    }
    Bytes log;
    try {
      log = kernel.read(CCEL, EventLog.MAX_LOG_BYTES);
    } catch (IOException e) {
      lines.say("no event log: cannot read " + CCEL + ": " + e.getMessage());
      return Optional.empty();
    }
    lines.say("event log of the firmware, " + Lines.count(log.length(), "byte"));
    return Optional.of(store("ccel.bin", log));
  }

  private Stored store(String name, Bytes content) throws IOException, Failure {
    OwnerOnly.writeDocument(out.resolve(name), content.toArray());
    return new Stored(name, content.length(), content.sha256().hex());
  }
}
