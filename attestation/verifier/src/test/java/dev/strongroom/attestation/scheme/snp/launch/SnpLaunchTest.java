package dev.strongroom.attestation.scheme.snp.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.testing.Vectors;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Expected digests are those that virtee/sev@9cf2adbf (`tests/measurement.rs`) and
/// virtee/sev-snp-measure (`tests/test_guest.py`) state for the same images. Each is made by
///
/// ```
/// sev-snp-measure --mode snp --vmm-type QEMU --vcpu-type EPYC-v4 --vcpus N
///   --guest-features F --ovmf IMAGE [--kernel /dev/null --initrd /dev/null --append TEXT]
/// ```
@Tag("vectors")
class SnpLaunchTest {
  private static final String FOLDER = "cpu/snp/measure/";
  private static final String AMD_SEV = "ovmf_AmdSev_suffix.bin";
  private static final String X64 = "ovmf_OvmfX64_suffix.bin";
  private static final KernelHashes NO_KERNEL = KernelHashes.of(Bytes.empty(), Bytes.empty(), "");
  private static final KernelHashes CONSOLE =
      KernelHashes.of(Bytes.empty(), Bytes.empty(), "console=ttyS0 loglevel=7");

  private record Case(String name, SnpLaunch launch, int vcpus, String measurement) {}

  private static Ovmf image(String name) throws MalformedException {
    return Ovmf.parse(Vectors.read(FOLDER + name));
  }

  private static List<Case> cases() throws MalformedException {
    var sev = image(AMD_SEV);
    var x64 = image(X64);
    return List.of(
        new Case(
            AMD_SEV + " kernel, features 1",
            SnpLaunch.of(sev, 1).withKernel(NO_KERNEL),
            1,
            "ddc5224521617a536ee7ce9dd6224d1b58a8d4fda1c741f3"
                + "ac99fc4bfa04ba6e9fc98646d4a07a9079397fa3852819b5"),
        new Case(
            AMD_SEV + " kernel, features 21",
            SnpLaunch.of(sev, 0x21).withKernel(NO_KERNEL),
            1,
            "329c8ce0972ae52343b64d34a434a86f245dfd74f5ed7aae"
                + "15d22efc78fb9683632b9b50e4e1d7fa41179ef98a7ef198"),
        new Case(
            AMD_SEV + " kernel and command line, features 1",
            SnpLaunch.of(sev, 1).withKernel(CONSOLE),
            1,
            "6d287813eb5222d770f75005c664e34c204f385ce832cc2c"
                + "e7d0d6f354454362f390ef83a92046c042e706363b4b08fa"),
        new Case(
            AMD_SEV + " kernel and command line, features 21",
            SnpLaunch.of(sev, 0x21).withKernel(CONSOLE),
            1,
            "803f691094946e42068aaa3a8f9e26a5c89f36f7b73ecfb2"
                + "8c653360fe4b3aba7e534442e7e1e17895dfe778d0228977"),
        new Case(
            AMD_SEV + " no kernel, features 1",
            SnpLaunch.of(sev, 1),
            1,
            "19358ba9a7615534a9a1e2f0dfc29384dcd4dcb7062ff9c6"
                + "013b26869a5fc6ecabe033c48dd6f6db5d6d76e7c5df632d"),
        new Case(
            AMD_SEV + " no kernel, features 21",
            SnpLaunch.of(sev, 0x21),
            1,
            "e1e1ca029dd7973ab9513295be68198472dcd4fc834bd9af"
                + "9b63f6e8a1674dbf281a9278a4a2ebe0eed9f22adbcd0e2b"),
        new Case(
            AMD_SEV + " four CPUs, features 1",
            SnpLaunch.of(sev, 1).withKernel(NO_KERNEL),
            4,
            "5061fffb019493a903613d56d54b94912a1a2f9e4502385f"
                + "5c194616753720a92441310ba6c4933de877c36e23046ad5"),
        new Case(
            AMD_SEV + " four CPUs, features 21",
            SnpLaunch.of(sev, 0x21).withKernel(NO_KERNEL),
            4,
            "4953b1fb416fa874980e8442b3706d345926d5f38879134e"
                + "00813c5d7abcbe78eafe7b422907be0b4698e2414a631942"),
        new Case(
            X64 + " features 1",
            SnpLaunch.of(x64, 1),
            1,
            "da0296de8193586a5512078dcd719eccecbd87e2b825ad41"
                + "48c44f665dc87df21e5b49e21523a9ad993afdb6a30b4005"),
        new Case(
            X64 + " features 21",
            SnpLaunch.of(x64, 0x21),
            1,
            "28797ae0afaba4005a81e629acebfb59e6687949d6be4400"
                + "7cd5506823b0dd66f146aaae26ff291eed7b493d8a64c385"));
  }

  // spec: AMD 24594 CPUID Fn0000_0001_EAX
  // spec: AMD 56860 8.17.2 PAGE_INFO
  @TestFactory
  Stream<DynamicTest> measurementsAreThoseOfPublicTools() throws MalformedException {
    Vectors.path(FOLDER);
    return cases().stream()
        .map(
            c ->
                DynamicTest.dynamicTest(
                    c.name(),
                    () ->
                        Vectors.compare(
                            FOLDER + c.name(),
                            c.measurement(),
                            c.launch().measurement(VcpuModel.EPYC, c.vcpus()).hex())));
  }

  // spec: AMD 56860 8.17.2 PAGE_INFO
  @Test
  @DisplayName("AMD 56860 8.17.2: the image alone, before sections and CPUs")
  void digestOfTheImageAlone() throws Exception {
    var image = image(AMD_SEV);
    assertThat(LaunchDigest.start().normal(image.gpa(), image.image()).value().hex())
        .isEqualTo(
            "086e2e9149ebf45abdc3445fba5b2da8270bdbb04094d7a2"
                + "c37faaa4b24af3aa16aff8c374c2a55c467a50da6d466b74");
  }

  @Test
  void measuresManyShapesOfOneGuestAtOnce() throws Exception {
    var launch = SnpLaunch.of(image(AMD_SEV), 1).withKernel(CONSOLE);
    var all = launch.measurements(List.of(VcpuModel.values()), List.of(64, 1, 8));
    assertThat(all).hasSize(15).extracting("measurement").doesNotHaveDuplicates();
    assertThat(all).extracting("vcpus").startsWith(1, 8, 64);
    for (var one : all) {
      assertThat(launch.measurement(one.model(), one.vcpus())).isEqualTo(one.measurement());
    }
  }

  @Test
  void refusesNumbersOfCpusThatNoHostHas() throws Exception {
    var launch = SnpLaunch.of(image(AMD_SEV), 1);
    for (int count : new int[] {0, -1, SnpLaunch.MAX_VCPUS + 1}) {
      assertThatThrownBy(() -> launch.measurement(VcpuModel.EPYC, count))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  @DisplayName("a kernel under firmware that does not compare its hash has no measurement")
  void refusesAKernelThatIsNotMeasured() throws Exception {
    var launch = SnpLaunch.of(image(X64), 1);
    assertThatThrownBy(() -> launch.withKernel(NO_KERNEL))
        .hasMessageContaining("does not compare the kernel's hashes");
  }

  @Test
  void kernelInitrdAndCommandLineEachChangeTheMeasurement() throws Exception {
    var launch = SnpLaunch.of(image(AMD_SEV), 1);
    var one = Bytes.utf8("1");
    var none = Bytes.empty();
    assertThat(
            Stream.of(
                    KernelHashes.of(none, none, ""),
                    KernelHashes.of(one, none, ""),
                    KernelHashes.of(none, one, ""),
                    KernelHashes.of(none, none, "1"),
                    KernelHashes.of(none, none, "1 "))
                .map(hashes -> launch.withKernel(hashes).measurement(VcpuModel.EPYC, 1)))
        .doesNotHaveDuplicates();
    assertThatThrownBy(() -> new KernelHashes(none, one.sha256(), one.sha256()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @DisplayName("QEMU's versions of a model start alike")
  void namesOfModels() {
    assertThat(VcpuModel.ofText("EPYC-v4")).contains(VcpuModel.EPYC);
    assertThat(VcpuModel.ofText("EPYC-IBPB")).contains(VcpuModel.EPYC);
    assertThat(VcpuModel.ofText("EPYC-Genoa-v1")).contains(VcpuModel.EPYC_GENOA);
    assertThat(VcpuModel.ofText("Skylake-Server")).isEmpty();
    // QEMU reports -cpu EPYC-Milan as CPUID Fn0000_0001_EAX 0x00a00f11.
    assertThat(VcpuModel.EPYC_MILAN.signature()).isEqualTo(0x00a00f11);
    assertThat(VcpuModel.EPYC.signature()).isEqualTo(0x00800f12);
  }

  @Nested
  @DisplayName("OVMF tables")
  class Tables {
    private static final Bytes TAIL = Bytes.zeros(32);

    private static Bytes entry(String guid, Bytes data) {
      return new BinaryWriter().raw(data).u16le(data.length() + 18).raw(Guid.of(guid)).toBytes();
    }

    private static Bytes u32(long value) {
      return new BinaryWriter().u32le(value).toBytes();
    }

    private static Bytes image(Bytes metadata, Bytes... entries) {
      return image(metadata, "96b582de-1fb2-45f7-baea-a366c55a082d", 0, entries);
    }

    /// @param lie what the footer's length is off by
    private static Bytes image(Bytes metadata, String footerGuid, int lie, Bytes... entries) {
      var table = Bytes.empty();
      for (var entry : entries) {
        table = table.concat(entry);
      }
      var footer =
          new BinaryWriter().u16le(table.length() + 18 + lie).raw(Guid.of(footerGuid)).toBytes();
      var end = table.concat(footer).concat(TAIL);
      return metadata.concat(Bytes.zeros(4096 - metadata.length() - end.length())).concat(end);
    }

    private static final String RESET = "00f771de-1a7e-4fcb-890e-68c77e2fb44e";
    private static final String HASHES = "7255371f-3a3b-4b04-927b-1da6efa8d454";
    private static final String METADATA = "dc886566-984a-4798-a75e-5585a7bf67cc";

    private static Bytes metadata(long length, long version, long count, long... sections) {
      var out = new BinaryWriter().raw(Bytes.utf8("ASEV")).u32le(length).u32le(version);
      out.u32le(count);
      for (long value : sections) {
        out.u32le(value);
      }
      return out.toBytes();
    }

    private static Bytes good(Bytes metadata) {
      return image(metadata, entry(RESET, u32(0x80b004)), entry(METADATA, u32(4096)));
    }

    @Test
    void readsAMadeImage() throws Exception {
      var ovmf = Ovmf.parse(good(metadata(28, 1, 1, 0x1000, 0x2000, 3)));
      assertThat(ovmf.resetEip()).isEqualTo(0x80b004);
      assertThat(ovmf.sections())
          .containsExactly(new Ovmf.Section(0x1000, 0x2000, Ovmf.Kind.CPUID));
      assertThat(ovmf.measuresKernel()).isFalse();
    }

    @Test
    void refusesMetadataThatLies() {
      for (var metadata :
          List.of(
              metadata(27, 1, 1, 0x1000, 0x2000, 3),
              metadata(28, 2, 1, 0x1000, 0x2000, 3),
              metadata(28, 1, 2, 0x1000, 0x2000, 3),
              metadata(16 + 12 * 65L, 1, 65),
              metadata(16, 1, 0xffff_ffffL),
              metadata(28, 1, 1, 0x1001, 0x2000, 3),
              metadata(28, 1, 1, 0x1000, 0x2001, 3),
              metadata(28, 1, 1, 0xffff_f000L, 0x2000, 3),
              metadata(28, 1, 1, 0x1000, Ovmf.MAX_SECTION_BYTES + 0x1000, 1),
              metadata(28, 1, 1, 0x1000, 0x2000, 5))) {
        assertThatThrownBy(() -> Ovmf.parse(good(metadata)))
            .as(metadata.hex())
            .isInstanceOf(MalformedException.class);
      }
    }

    @Test
    void refusesImagesWithoutATableThatSnpNeeds() {
      var metadata = metadata(16, 1, 0);
      for (var image :
          List.of(
              image(metadata, entry(METADATA, u32(4096))),
              image(metadata, entry(RESET, u32(1))),
              image(metadata, entry(RESET, u32(1)), entry(METADATA, u32(4097))),
              image(metadata, entry(RESET, Bytes.zeros(3)), entry(METADATA, u32(4096))),
              image(
                  metadata, entry(RESET, u32(1)), entry(RESET, u32(1)), entry(METADATA, u32(4096))),
              Bytes.zeros(4096),
              Bytes.zeros(4095),
              Bytes.empty(),
              Bytes.zeros(Ovmf.MAX_BYTES + 4096))) {
        assertThatThrownBy(() -> Ovmf.parse(image)).isInstanceOf(MalformedException.class);
      }
    }

    @Test
    void refusesFootersThatAreNoneOrLie() throws Exception {
      var metadata = metadata(16, 1, 0);
      var entries = new Bytes[] {entry(RESET, u32(1)), entry(METADATA, u32(4096))};
      var footer = "96b582de-1fb2-45f7-baea-a366c55a082d";

      assertThat(Ovmf.parse(image(metadata, footer, 0, entries)).sections()).isEmpty();
      assertThatThrownBy(() -> Ovmf.parse(image(metadata, RESET, 0, entries)))
          .isInstanceOf(MalformedException.class)
          .hasMessageContaining("footer GUID");
      int length = 18 + entries[0].length() + entries[1].length();
      for (int lie : new int[] {-1, -length, 17 - length, 4096 - 32 - length + 1}) {
        assertThatThrownBy(() -> Ovmf.parse(image(metadata, footer, lie, entries)))
            .as("%d", lie)
            .isInstanceOf(MalformedException.class);
      }
    }

    @Test
    void refusesEntriesWhoseLengthLies() {
      var metadata = metadata(16, 1, 0);
      for (int length : new int[] {0, 17, 4000}) {
        var liar = new BinaryWriter().u16le(length).raw(Guid.of(HASHES)).toBytes();
        assertThatThrownBy(
                () ->
                    Ovmf.parse(
                        image(metadata, liar, entry(RESET, u32(1)), entry(METADATA, u32(4096)))))
            .as("%d", length)
            .isInstanceOf(MalformedException.class)
            .hasMessageContaining("entry length");
      }
    }

    @Test
    void readsSectionsUpToTheirLimits() throws Exception {
      var ends = metadata(28, 1, 1, 0xffff_f000L, 0x1000, 1);
      assertThat(Ovmf.parse(good(ends)).sections())
          .containsExactly(new Ovmf.Section(0xffff_f000L, 0x1000, Ovmf.Kind.MEMORY));
      var largest = metadata(28, 1, 1, 0, Ovmf.MAX_SECTION_BYTES, 1);
      assertThat(Ovmf.parse(good(largest)).sections()).hasSize(1);

      var many = new long[3 * 64];
      for (int i = 0; i < many.length; i += 3) {
        many[i] = 0x1000L * i;
        many[i + 1] = 0x1000;
        many[i + 2] = 1;
      }
      assertThat(Ovmf.parse(good(metadata(16 + 12 * 64, 1, 64, many))).sections()).hasSize(64);
      var more = Arrays.copyOf(many, 3 * 65);
      more[3 * 64 + 2] = 1;
      assertThatThrownBy(() -> Ovmf.parse(good(metadata(16 + 12 * 65, 1, 65, more))))
          .hasMessageContaining("SEV_METADATA sections");
    }

    @Test
    void comparesTheKernelOnlyWhereItHasAPageOfHashesAndKnowsIt() throws Exception {
      var hashes = metadata(28, 1, 1, 0x1000, 0x1000, 0x10);
      var none = metadata(28, 1, 1, 0x1000, 0x1000, 1);
      var both = new Bytes[] {entry(RESET, u32(1)), entry(METADATA, u32(4096))};
      var table = entry(HASHES, u32(0x1c00).concat(u32(0x400)));

      assertThat(Ovmf.parse(image(hashes, table, both[0], both[1])).measuresKernel()).isTrue();
      assertThat(Ovmf.parse(image(none, table, both[0], both[1])).measuresKernel()).isFalse();
      assertThat(Ovmf.parse(image(hashes, both)).measuresKernel()).isFalse();
    }

    @Test
    void onlyMalformedExceptionEscapes() throws Exception {
      var image = Vectors.read(FOLDER + AMD_SEV).toArray();
      var random = new Random(7);
      int refused = 0;
      for (int n = 0; n < 2_000; n++) {
        var bytes = image.clone();
        for (int e = 0; e < 4; e++) {
          bytes[0xc30 + random.nextInt(0x3d0)] = (byte) random.nextInt();
        }
        try {
          SnpLaunch.of(Ovmf.parse(Bytes.copyOf(bytes)), 1);
        } catch (MalformedException e) {
          refused++;
        }
      }
      assertThat(refused).isPositive();
    }
  }
}
