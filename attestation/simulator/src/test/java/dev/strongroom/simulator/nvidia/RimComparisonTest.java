package dev.strongroom.simulator.nvidia;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.scheme.nvidia.rim.ReportedFirmware;
import dev.strongroom.attestation.scheme.nvidia.rim.Rim;
import dev.strongroom.attestation.scheme.nvidia.rim.RimComparison;
import dev.strongroom.attestation.scheme.nvidia.rim.RimId;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// A simulated device of 64 blocks against its manifests.
class RimComparisonTest {
  private static final String BIOS = "96.00.9F.00.01";
  private static final ReportedFirmware GPU = gpu("GH100", "550.90.07", BIOS, false);

  private static ReportedFirmware gpu(
      String product, String driver, String vbios, boolean nvdec0On) {
    return new ReportedFirmware.Gpu(product, driver, vbios, nvdec0On, Map.of());
  }

  private static List<Bytes> measurements(int count) {
    var all = new ArrayList<Bytes>();
    for (int i = 0; i < count; i++) {
      all.add(Rims.measurement(i));
    }
    return all;
  }

  private static RimDocument driver() {
    return new RimDocument("GH100", "550.90.07")
        .active(7, Rims.measurement(7))
        .active(21, Rims.other(), Rims.measurement(21));
  }

  private static RimDocument vbios() {
    return new RimDocument("GH100", BIOS).active(0, Rims.measurement(0));
  }

  private static RimComparison compare(RimDocument driver, RimDocument vbios, ReportedFirmware gpu)
      throws MalformedException {
    return RimComparison.compare(
        measurements(64), gpu, List.of(verified(Rims.DRIVER, driver), verified(Rims.VBIOS, vbios)));
  }

  private static Verified<Rim> verified(RimId id, RimDocument document) throws MalformedException {
    return Rims.verified(id, document);
  }

  private static String summary(RimComparison comparison) {
    return "%d/%d %s"
        .formatted(comparison.matched(), comparison.compared(), Rims.codes(comparison.findings()))
        .strip();
  }

  private static Finding only(RimComparison comparison) {
    assertThat(comparison.findings()).hasSize(1);
    return comparison.findings().getFirst();
  }

  @Test
  void aDeviceThatRunsWhatNvidiaPublishedMatches() throws Exception {
    assertThat(summary(compare(driver(), vbios(), GPU))).isEqualTo("3/3");
  }

  @Nested
  @DisplayName(
      "NVIDIA RIM Payload: index i is SPDM block i + 1, and it equals one of the alternatives")
  class Values {
    // spec: NVIDIA RIM Payload Resource
    @Test
    void anotherMeasurementIsFound() throws Exception {
      var comparison = compare(driver().active(9, Rims.other()), vbios(), GPU);
      assertThat(summary(comparison)).isEqualTo("3/4 nvidia.measurement");
      assertThat(only(comparison).expected())
          .isEqualTo(
              "index 9 of NV_GPU_DRIVER_GH100_550.90.07: "
                  + Rims.other().hex().substring(0, 16)
                  + "…");
      assertThat(only(comparison).actual())
          .isEqualTo("block 10: " + Rims.measurement(9).hex().substring(0, 16) + "…");
    }

    @Test
    void manyAlternativesAreShownByTheFirst() throws Exception {
      var none = new Bytes[6];
      for (int i = 0; i < none.length; i++) {
        none[i] = Rims.measurement(100 + i);
      }
      var comparison = compare(driver().active(9, none), vbios(), GPU);
      assertThat(only(comparison).expected()).contains(" or ").endsWith(" or 2 more");
    }

    @Test
    void everyBitCounts() throws Exception {
      var rims = List.of(verified(Rims.DRIVER, driver()), verified(Rims.VBIOS, vbios()));
      for (int bit = 0; bit < 384; bit++) {
        var bytes = Rims.measurement(7).toArray();
        bytes[bit / 8] ^= (byte) (1 << bit % 8);
        var changed = measurements(64);
        changed.set(7, Bytes.copyOf(bytes));
        assertThat(summary(RimComparison.compare(changed, GPU, rims)))
            .isEqualTo("2/3 nvidia.measurement");
      }
    }

    @Test
    void shorterAndLongerMeasurementsAreOthers() throws Exception {
      var rims = List.of(verified(Rims.DRIVER, driver()), verified(Rims.VBIOS, vbios()));
      var good = Rims.measurement(7);
      for (var other : List.of(good.slice(0, 47), good.concat(Bytes.zeros(1)), Bytes.empty())) {
        var changed = measurements(64);
        changed.set(7, other);
        assertThat(summary(RimComparison.compare(changed, GPU, rims)))
            .isEqualTo("2/3 nvidia.measurement");
      }
    }

    @Test
    void inactiveReferencesAreNotCompared() throws Exception {
      var idle = driver().active(9, Rims.other()).resource(9, "active", "False");
      assertThat(summary(compare(idle, vbios(), GPU))).isEqualTo("3/3");
    }

    @Test
    void aBlockThatIsNotReportedIsFound() throws Exception {
      var rims =
          List.of(
              verified(Rims.DRIVER, driver().active(31, Rims.measurement(31))),
              verified(Rims.VBIOS, vbios()));
      assertThat(summary(RimComparison.compare(measurements(32), GPU, rims))).isEqualTo("4/4");
      var shorter = RimComparison.compare(measurements(31), GPU, rims);
      assertThat(summary(shorter)).isEqualTo("3/4 nvidia.measurement.absent");
      assertThat(only(shorter).describe())
          .contains("block 32, for index 31 of NV_GPU_DRIVER_GH100_550.90.07")
          .contains("31 blocks");
      assertThat(summary(RimComparison.compare(List.of(), GPU, rims))).startsWith("0/4");
    }
  }

  @Nested
  @DisplayName("NVIDIA RIM Payload: index 35 is compared unless NVDEC0_STATUS is off")
  class Nvdec0 {
    private final ReportedFirmware on = gpu("GH100", "550.90.07", BIOS, true);

    // spec: NVIDIA RIM Payload index 35
    @Test
    void isComparedWhileTheDecoderIsOn() throws Exception {
      var wrong = driver().active(35, Rims.other());
      assertThat(summary(compare(wrong, vbios(), on))).isEqualTo("3/4 nvidia.measurement");
      assertThat(summary(compare(wrong, vbios(), GPU))).isEqualTo("3/3");
      var right = driver().active(35, Rims.measurement(35));
      assertThat(summary(compare(right, vbios(), on))).isEqualTo("4/4");
      assertThat(summary(compare(right, vbios(), GPU))).isEqualTo("3/3");
    }

    @Test
    void neighboursAreComparedAlways() throws Exception {
      for (int index : new int[] {34, 36}) {
        var wrong = driver().active(index, Rims.other());
        assertThat(summary(compare(wrong, vbios(), GPU))).isEqualTo("3/4 nvidia.measurement");
      }
    }

    @Test
    void aSwitchHasNoSuchRule() throws Exception {
      var reported = new ReportedFirmware.Switch("LS10", "96.10.55.00.01");
      var bios = new RimDocument("LS10", "96.10.55.00.01").active(35, Rims.other());
      var rims = List.of(verified(Rims.SWITCH, bios));
      assertThat(summary(RimComparison.compare(measurements(64), reported, rims)))
          .isEqualTo("0/1 nvidia.measurement");
    }
  }

  @Nested
  @DisplayName(
      "NVIDIA RIM Meta: colloquialVersion is the version that the report names, product its chip")
  class Whose {
    // spec: NVIDIA RIM Meta
    @Test
    void anotherVersionIsComparedWithNothing() throws Exception {
      var comparison = compare(driver(), vbios(), gpu("GH100", "550.90.08", BIOS, false));
      assertThat(summary(comparison)).isEqualTo("1/1 nvidia.rim.version");
      assertThat(only(comparison).expected()).isEqualTo("550.90.08");
      assertThat(only(comparison).actual())
          .isEqualTo("manifest NV_GPU_DRIVER_GH100_550.90.07: 550.90.07");
      assertThat(summary(compare(driver(), vbios(), gpu("GH100", "550.90.07", "96", false))))
          .isEqualTo("2/2 nvidia.rim.version");
    }

    @Test
    void versionsAreEqualWhateverTheirCase() throws Exception {
      var lower = gpu("GH100", "550.90.07", "96.00.9f.00.01", false);
      assertThat(summary(compare(driver(), vbios(), lower))).isEqualTo("3/3");
    }

    @Test
    void anotherChipIsComparedWithNothing() throws Exception {
      assertThat(summary(compare(driver(), vbios(), gpu("GB100", "550.90.07", BIOS, false))))
          .isEqualTo("0/0 nvidia.rim.product nvidia.rim.product");
      assertThat(summary(compare(driver(), vbios(), gpu("GB100", "1", "2", false))))
          .isEqualTo(
              "0/0 nvidia.rim.version nvidia.rim.product nvidia.rim.version nvidia.rim.product");
    }

    @Test
    void aManifestThatIsNotGivenIsFound() throws Exception {
      var alone = List.of(verified(Rims.VBIOS, vbios()));
      var comparison = RimComparison.compare(measurements(64), GPU, alone);
      assertThat(summary(comparison)).isEqualTo("1/1 nvidia.rim.absent");
      assertThat(only(comparison).describe())
          .contains("the manifest of DRIVER 550.90.07")
          .contains("Fetch the manifest");
      assertThat(summary(RimComparison.compare(measurements(64), GPU, List.of())))
          .isEqualTo("0/0 nvidia.rim.absent nvidia.rim.absent");
    }

    @Test
    void manifestsThatADeviceHasNotAreAMistakeOfTheCaller() throws Exception {
      var driver = verified(Rims.DRIVER, driver());
      var reported = new ReportedFirmware.Switch("LS10", "96.10.55.00.01");
      assertThatThrownBy(() -> RimComparison.compare(measurements(64), reported, List.of(driver)))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(
              () -> RimComparison.compare(measurements(64), GPU, List.of(driver, driver)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Nested
  @DisplayName("NVIDIA RIM Payload: no index is active in two manifests of a device")
  class Conflicts {
    // spec: NVIDIA RIM Payload active
    @Test
    void anIndexInBothIsFound() throws Exception {
      var comparison = compare(driver(), vbios().active(7, Rims.measurement(7)), GPU);
      assertThat(summary(comparison)).isEqualTo("4/4 nvidia.rim.index-conflict");
      assertThat(only(comparison).describe())
          .contains("index 7")
          .contains("NV_GPU_DRIVER_GH100_550.90.07")
          .contains("NV_GPU_VBIOS_1010_0200_882_96009F0001");
    }

    @Test
    void evenAnIndexThatIsNotCompared() throws Exception {
      var both = driver().active(35, Rims.other());
      assertThat(summary(compare(both, vbios().active(35, Rims.other()), GPU)))
          .isEqualTo("3/3 nvidia.rim.index-conflict");
    }

    @Test
    void inactiveReferencesDoNotConflict() throws Exception {
      var idle = vbios().active(7, Rims.other()).resource(7, "active", "False");
      assertThat(summary(compare(driver(), idle, GPU))).isEqualTo("3/3");
    }
  }

  @Nested
  @DisplayName("NVIDIA RIM ns3 minSvn: the report has the number, and it is at least the reference")
  class Floors {
    private static RimComparison of(Map<Integer, Long> svns, RimDocument driver)
        throws MalformedException {
      return compare(
          driver, vbios(), new ReportedFirmware.Gpu("GH100", "550.90.07", BIOS, false, svns));
    }

    private static RimDocument floored() {
      return driver().floor(37, "FSP_UCODE_MIN_SVN", 5);
    }

    // spec: NVIDIA RIM ns3 minSvn comparison
    @Test
    void theNumberIsAtLeastTheFloor() throws Exception {
      assertThat(summary(of(Map.of(37, 5L), floored()))).isEqualTo("3/3");
      assertThat(summary(of(Map.of(37, 6L), floored()))).isEqualTo("3/3");
      var below = of(Map.of(37, 4L), floored());
      assertThat(summary(below)).isEqualTo("3/3 nvidia.svn");
      assertThat(only(below).describe())
          .contains("got 4")
          .contains("FSP_UCODE_MIN_SVN (opaque entry 37) of at least 5");
    }

    @Test
    void aNumberThatIsNotReportedIsFound() throws Exception {
      assertThat(summary(of(Map.of(), floored()))).isEqualTo("3/3 nvidia.svn.absent");
      assertThat(summary(of(Map.of(38, 9L), floored()))).isEqualTo("3/3 nvidia.svn.absent");
      assertThat(summary(of(Map.of(37, 9L), floored().floor(40, "UNKNOWN", 1))))
          .isEqualTo("3/3 nvidia.svn.absent");
    }

    @Test
    void inactiveFloorsAreNotCompared() throws Exception {
      var idle = floored().resource(4096 + 37, "active", "False");
      assertThat(summary(of(Map.of(), idle))).isEqualTo("3/3");
    }

    @Test
    void aFloorInBothManifestsIsFound() throws Exception {
      var gpu = new ReportedFirmware.Gpu("GH100", "550.90.07", BIOS, false, Map.of(37, 9L));
      assertThat(summary(compare(floored(), vbios().floor(37, "OTHER", 1), gpu)))
          .isEqualTo("3/3 nvidia.rim.index-conflict");
    }

    @Test
    void aSwitchReportsNone() throws Exception {
      var reported = new ReportedFirmware.Switch("LS10", "96.10.55.00.01");
      var bios =
          new RimDocument("LS10", "96.10.55.00.01")
              .active(0, Rims.measurement(0))
              .floor(37, "X", 0);
      assertThat(
              summary(
                  RimComparison.compare(
                      measurements(31), reported, List.of(verified(Rims.SWITCH, bios)))))
          .isEqualTo("1/1 nvidia.svn.absent");
    }
  }
}
