package dev.strongroom.cli.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.strongroom.cli.Main;
import dev.strongroom.cli.Shell;
import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.testing.Vectors;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/// `strongroom evidence collect` on a kernel that answers as Documentation/ABI/testing/
/// configfs-tsm-report says.
class CollectCommandTest {
  private static final Path CCEL = Path.of("/sys/firmware/acpi/tables/data/CCEL");
  private static final String NONCE = "00112233445566778899aabbccddeeff";

  @TempDir Path home;

  private final FakeKernel kernel = new FakeKernel();

  /// One TEE behind configfs.
  private static final class FakeKernel implements KernelFiles {
    private static final Path REPORTS = TsmReport.ROOT.resolve("tsm/report");

    private final Map<Path, Bytes> files = new HashMap<>();
    private final List<Path> made = new ArrayList<>();
    private final List<Path> removed = new ArrayList<>();
    private final Map<String, String> written = new HashMap<>();
    private String provider = "sev_guest";
    private Bytes report = Bytes.utf8("the report");
    private Bytes auxiliary = Bytes.empty();
    private boolean reportsThere = true;
    private boolean driver = true;
    private boolean permitted = true;
    private int othersWrites;
    private int generation;

    @Override
    public boolean exists(Path path) {
      return files.containsKey(path)
          || (path.equals(REPORTS) && reportsThere)
          || path.endsWith("auxblob");
    }

    @Override
    public void makeFolder(Path folder) throws IOException {
      if (!permitted) {
        throw new AccessDeniedException(folder.toString());
      }
      if (!driver) {
        throw new FileSystemException(folder.toString(), null, "No such device or address");
      }
      assertThat(folder.getParent()).isEqualTo(REPORTS);
      made.add(folder);
    }

    @Override
    public void removeFolder(Path folder) {
      removed.add(folder);
    }

    @Override
    public void write(Path file, Bytes content) {
      generation++;
      var name = String.valueOf(file.getFileName());
      written.put(name, name.equals("inblob") ? content.hex() : content.utf8());
    }

    @Override
    public Bytes read(Path file, int limit) throws IOException {
      var content =
          switch (String.valueOf(file.getFileName())) {
            case "provider" -> Bytes.utf8(provider + "\n");
            case "generation" -> Bytes.utf8(generation + "\n");
            case "outblob" -> {
              generation += othersWrites;
              yield report;
            }
            case "auxblob" -> auxiliary;
            default -> files.get(file);
          };
      if (content == null) {
        throw new NoSuchFileException(file.toString());
      }
      if (content.length() > limit) {
        throw new IOException("too long");
      }
      return content;
    }
  }

  private Shell collect(Object... options) {
    return collectInto("evidence", options);
  }

  private Shell collectInto(String directory, Object... options) {
    var words = new ArrayList<String>(List.of("--out", home.resolve(directory).toString()));
    for (var option : options) {
      words.add(option.toString());
    }
    var out = new StringWriter();
    var err = new StringWriter();
    int status =
        Main.withComplaints(new CommandLine(new CollectCommand(kernel)))
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(words.toArray(String[]::new));
    return new Shell(status, out.toString(), err.toString(), "");
  }

  private Bytes collected(String name) throws IOException {
    return Bytes.copyOf(Files.readAllBytes(home.resolve("evidence").resolve(name)));
  }

  private static Bytes table(Bytes vcek) throws Exception {
    return new BinaryWriter()
        .raw(Bytes.ofHex("guid", "63da758de6644564adc5f4b93be8accd"))
        .u32le(48)
        .u32le(vcek.length())
        .zeros(24)
        .raw(vcek)
        .toBytes();
  }

  @Test
  void aReportIsKeptAsItCameWithWhatItCarries() throws Exception {
    var shell = collect("--nonce", NONCE);

    assertThat(shell.status()).as(shell.err()).isZero();
    assertThat(collected("report.bin")).isEqualTo(kernel.report);
    assertThat(kernel.written).containsOnlyKeys("inblob");
    assertThat(kernel.written.get("inblob")).isEqualTo(NONCE + "0".repeat(96));
    assertThat(collected("collected.json").utf8())
        .contains("sev_guest", NONCE, kernel.report.sha256().hex(), "\"reportData\"");
    assertThat(home.resolve("evidence")).isDirectoryNotContaining("glob:**chain.pem");
  }

  @Test
  void theFolderIsRemovedHoweverItWent() {
    collect();
    kernel.othersWrites = 1;
    collectInto("again");

    assertThat(kernel.removed).isEqualTo(kernel.made).hasSize(2).doesNotHaveDuplicates();
  }

  @Test
  void certificatesOfTheHostBecomeAChainThatVerifyTakes() throws Exception {
    var folder = "cpu/snp/milan-v2-vcek/";
    kernel.report = Vectors.read(folder + "report.bin");
    kernel.auxiliary = table(Vectors.read(folder + "vcek.der"));

    var shell = collect();

    assertThat(shell.out()).contains("1 certificate from the host");
    var verified =
        Shell.run(
            "evidence",
            "verify",
            home.resolve("evidence/report.bin"),
            home.resolve("evidence/chain.pem"),
            "--collateral",
            Vectors.path("cpu/snp/certs/milan"),
            "--at",
            "2024-01-01T00:00:00Z");
    assertThat(verified.out()).startsWith("AUTHENTIC");
  }

  @Test
  void aTableThatCannotBeReadIsKeptAndTheReportToo() throws Exception {
    kernel.auxiliary = Bytes.utf8("nonsense");

    var shell = collect();

    assertThat(shell.status()).isZero();
    assertThat(shell.out()).contains("auxblob.bin is no certificate table");
    assertThat(collected("auxblob.bin")).isEqualTo(kernel.auxiliary);
    assertThat(collected("report.bin")).isEqualTo(kernel.report);
  }

  @Test
  void theFirmwaresEventLogComesAlong() throws Exception {
    kernel.provider = "tdx_guest";
    kernel.files.put(CCEL, Bytes.utf8("log"));

    assertThat(collect().out()).contains("event log of the firmware, 3 bytes");
    assertThat(collected("ccel.bin")).isEqualTo(Bytes.utf8("log"));
  }

  @Test
  void anEventLogThatCannotBeReadIsSaid() {
    kernel.files.put(CCEL, Bytes.zeros(2 << 20));

    var shell = collect();

    assertThat(shell.status()).isZero();
    assertThat(shell.out()).contains("no event log: cannot read " + CCEL);
  }

  @Test
  void aPrivilegeLevelIsWrittenAsANumber() {
    assertThat(collect("--privlevel", "2").status()).isZero();

    assertThat(kernel.written).containsEntry("privlevel", "2");
  }

  @Test
  void aFileOf64BytesIsCarriedAsItIs() throws Exception {
    var file =
        Files.write(
            home.resolve("binding.bin"), "b".repeat(64).getBytes(StandardCharsets.US_ASCII));

    collect("--report-data", file);

    assertThat(kernel.written).containsEntry("inblob", "62".repeat(64));
  }

  @Test
  void withoutANonceEachReportCarriesAnother() {
    collect();
    var first = kernel.written.get("inblob");
    collectInto("again");

    assertThat(first).hasSize(128).isNotEqualTo(kernel.written.get("inblob"));
  }

  @Test
  void whereThereIsNoTeeItSaysWhatWasLookedForAndWhatToDo() {
    kernel.reportsThere = false;

    var shell = collect();

    assertThat(shell.status()).isEqualTo(13);
    assertThat(shell.err().lines()).hasSize(1);
    assertThat(shell.err())
        .contains("/sys/kernel/config/tsm/report", "/dev/sev-guest", "/dev/tdx_guest")
        .contains("inside a SEV-SNP or TDX guest", "[tee.none]");
    assertThat(home.resolve("evidence")).doesNotExist();
  }

  @Test
  void aDeviceWithoutConfigfsIsAdvisedOn() {
    kernel.reportsThere = false;
    kernel.files.put(Path.of("/dev/sev-guest"), Bytes.empty());

    var shell = collect();

    assertThat(shell.status()).isEqualTo(13);
    assertThat(shell.err()).contains("/dev/sev-guest is there", "mount -t configfs", "6.7");
  }

  @Test
  void aKernelWithoutADriverIsNoTee() {
    kernel.driver = false;

    var shell = collect();

    assertThat(shell.status()).isEqualTo(13);
    assertThat(shell.err()).contains("modprobe sev-guest", "No such device", "[tee.none]");
  }

  @Test
  void whoeverMayNotIsToldToBeRoot() {
    kernel.permitted = false;

    var shell = collect();

    assertThat(shell.status()).isEqualTo(1);
    assertThat(shell.err()).contains("as root", "[tee.denied]");
  }

  @Test
  void anotherProviderThanAskedForIsRefused() {
    var shell = collect("--provider", "tdx_guest");

    assertThat(shell.status()).isEqualTo(13);
    assertThat(shell.err()).contains("is of sev_guest, want tdx_guest", "[tee.provider]");
    assertThat(kernel.written).isEmpty();
  }

  // spec: configfs-tsm-report generation
  @Test
  void othersWritesMeanwhileAreNoticed() {
    kernel.othersWrites = 1;

    var shell = collect();

    assertThat(shell.status()).isEqualTo(1);
    assertThat(shell.err()).contains("2 writes, want 1", "[tee.interfered]");
    assertThat(home.resolve("evidence")).doesNotExist();
  }

  @Test
  void nothingIsOverwritten() throws Exception {
    Files.createDirectories(home.resolve("evidence"));

    var shell = collect();

    assertThat(shell.status()).isEqualTo(2);
    assertThat(shell.err()).contains("[file.exists]");
    assertThat(kernel.made).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --nonce xx                        | hexadecimal
          --nonce 001                       | hexadecimal
          --nonce ''                        | want 1 to 64
          --privlevel 4                     | want 0 to 3
          --privlevel -1                    | want 0 to 3
          --report-data pom.xml             | want 64
          --report-data pom.xml --nonce 00  | want one of them
          """)
  void wrongValuesAreNamed(String options, String words) {
    var shell = collect((Object[]) options.replace("''", "").split(" +", -1));

    assertThat(shell.status()).isEqualTo(2);
    assertThat(shell.err()).contains(words);
    assertThat(kernel.made).isEmpty();
  }

  @Test
  void theFilesOfThisMachineAreReadWithALimit() throws Exception {
    var real = KernelFiles.ofThisMachine();
    var folder = home.resolve("folder");
    real.makeFolder(folder);
    var file = Files.createFile(folder.resolve("inblob"));
    real.write(file, Bytes.utf8("four"));

    assertThat(real.read(file, 4)).isEqualTo(Bytes.utf8("four"));
    assertThat(real.exists(file)).isTrue();
    assertThatIOException()
        .isThrownBy(() -> real.read(file, 3))
        .withMessageContaining("more than 3 bytes");
    Files.delete(file);
    real.removeFolder(folder);
    assertThat(real.exists(folder)).isFalse();
  }
}
