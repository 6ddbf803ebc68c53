package dev.strongroom.attestation.scheme.nvidia;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Genuine;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.NvidiaRule;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.testing.Vectors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The topology of one genuine HGX H100 in PPCIE, and what is left of it.
@Tag("vectors")
class NvidiaFabricTest {
  private static final String HGX = "gpu/nvswitch/ppcie-hgx-590.12/";
  private static final List<NvidiaDevice> GPUS = new ArrayList<>();
  private static final List<NvidiaDevice> SWITCHES = new ArrayList<>();

  @BeforeAll
  static void verify() throws Exception {
    for (var gpu : Genuine.devices(HGX + "gpu_evidence.json")) {
      GPUS.add(device(gpu));
    }
    for (var one : Genuine.devices(HGX + "switch_evidence.json")) {
      SWITCHES.add(device(one));
    }
  }

  private static NvidiaDevice device(Evidence evidence) throws MalformedException {
    var verification =
        NvidiaVerifier.verify(
            NvidiaReport.parse(evidence.report()),
            CertificateChain.parse(evidence.chain()),
            TrustAnchors.production(),
            Genuine.MID_2026);
    if (verification instanceof Verified<NvidiaReport> verified) {
      return NvidiaDevice.of(verified);
    }
    throw new AssertionError(verification.toString());
  }

  private static List<NvidiaDevice> board() {
    var all = new ArrayList<>(GPUS);
    all.addAll(SWITCHES);
    return all;
  }

  private static List<Finding> findings(List<NvidiaDevice> devices) {
    var named = new LinkedHashMap<String, NvidiaDevice>();
    for (int i = 0; i < devices.size(); i++) {
      named.put("devices[" + i + "]", devices.get(i));
    }
    return new NvidiaFabric(named).findings();
  }

  private static List<String> codes(List<NvidiaDevice> devices) {
    return findings(devices).stream().map(f -> f.rule().code()).distinct().toList();
  }

  @Test
  @DisplayName("ppcie-hgx-590.12: eight GPUs and four switches name one another")
  void theWholeBoardHolds() {
    assertThat(GPUS).hasSize(8);
    assertThat(SWITCHES).hasSize(4);
    Vectors.compare(HGX, "[]", codes(board()).toString());
    var shuffled = new ArrayList<>(board().reversed());
    assertThat(codes(shuffled)).isEmpty();
  }

  // spec: NVIDIA PPCIE board
  @Test
  @DisplayName("ppcie-hgx-590.12: any device less, and each that knew it is named")
  void noDeviceMayBeLeftOut() {
    for (int i = 0; i < 12; i++) {
      var less = board();
      less.remove(i);
      assertThat(codes(less)).contains("nvidia.fabric.count", "nvidia.fabric.neighbours");
    }
    var withoutGpu = board();
    withoutGpu.remove(3);
    assertThat(findings(withoutGpu))
        .extracting(Finding::actual)
        .filteredOn(text -> text.contains("wired to"))
        .hasSize(4)
        .allMatch(text -> text.startsWith("devices["))
        .allMatch(text -> text.contains(GPUS.get(3).pdi().orElseThrow()));
  }

  @Test
  void noSwitchesAreSaidToBeNone() {
    assertThat(findings(GPUS)).extracting(Finding::expected).contains("switches none");
    assertThat(findings(SWITCHES)).extracting(Finding::expected).contains("GPUs none");
  }

  // spec: NVIDIA PPCIE neighbours
  @Test
  @DisplayName("ppcie-hgx-590.12: a device of another board in the place of any")
  void noDeviceMayBeExchanged() throws Exception {
    var otherGpu = device(Genuine.devices("gpu/hopper/ppcie-590.12-4gpu.json").getFirst());
    var otherSwitch = device(Genuine.nvidia("gpu/nvswitch/ls10-96.10.55.00.01"));
    for (int i = 0; i < 12; i++) {
      var mixed = board();
      mixed.set(i, i < 8 ? foreign(otherGpu, i) : otherSwitch);
      assertThat(codes(mixed)).as("device " + i).contains("nvidia.fabric.neighbours");
    }
  }

  // spec: NVIDIA PPCIE neighbours
  @Test
  @DisplayName("ppcie-hgx-590.12: a GPU without a certified PDI is nobody's neighbour")
  void aGpuWithoutACertifiedPdiIsNobodysNeighbour() {
    for (int i = 0; i < 8; i++) {
      var board = board();
      board.set(i, certified(GPUS.get(i), Optional.empty()));
      assertThat(findings(board))
          .contains(
              new Finding(
                  NvidiaRule.FABRIC_NEIGHBOURS,
                  "a PDI in the serial number of chain[1]",
                  "devices[" + i + "]: none"))
          .filteredOn(finding -> finding.actual().contains("wired to"))
          .as("switches that know it")
          .hasSize(4);
    }
  }

  /// The published four are of this very board: with the certified PDI of another it is foreign.
  private static NvidiaDevice foreign(NvidiaDevice gpu, int i) {
    return certified(gpu, Optional.of("%016x".formatted(i + 1)));
  }

  private static NvidiaDevice certified(NvidiaDevice gpu, Optional<String> pdi) {
    return new NvidiaDevice(
        gpu.id(), gpu.architecture(), pdi, gpu.ueid(), gpu.leafKey(), gpu.bromKey(), gpu.opaque());
  }

  @Test
  @DisplayName("ppcie-hgx-590.12: a device twice in the place of another")
  void noDeviceMayStandForAnother() {
    for (int i = 0; i < 12; i++) {
      for (int j = i < 8 ? 0 : 8; j < (i < 8 ? 8 : 12); j++) {
        var doubled = board();
        doubled.set(i, board().get(j));
        assertThat(codes(doubled).isEmpty()).as("%d for %d", j, i).isEqualTo(i == j);
      }
    }
  }

  @Test
  @DisplayName("hopper/ppcie-590.12-4gpu: four GPUs of eight, and no switch")
  void aPartOfABoardIsRefused() throws Exception {
    var four = new ArrayList<NvidiaDevice>();
    for (var gpu : Genuine.devices("gpu/hopper/ppcie-590.12-4gpu.json")) {
      four.add(device(gpu));
    }
    Vectors.compare(
        "gpu/hopper/ppcie-590.12-4gpu.json topology",
        "[nvidia.fabric.count, nvidia.fabric.neighbours]",
        codes(four).toString());
    assertThat(codes(GPUS)).containsExactly("nvidia.fabric.count", "nvidia.fabric.neighbours");
    assertThat(codes(SWITCHES)).containsExactly("nvidia.fabric.count", "nvidia.fabric.neighbours");
  }

  private static NvidiaDevice with(NvidiaDevice device, OpaqueData opaque) {
    return new NvidiaDevice(
        device.id(),
        device.architecture(),
        device.pdi(),
        device.ueid(),
        device.leafKey(),
        device.bromKey(),
        opaque);
  }

  private static OpaqueData.Gpu gpu(NvidiaDevice device) {
    return (OpaqueData.Gpu) device.opaque();
  }

  private static OpaqueData.Switch ofSwitch(NvidiaDevice device) {
    return (OpaqueData.Switch) device.opaque();
  }

  private static NvidiaDevice inMode(
      NvidiaDevice device, Optional<Boolean> ppcie, Optional<OpaqueData.Mode> flag) {
    var was = gpu(device);
    return with(
        device,
        new OpaqueData.Gpu(
            was.formatVersion(),
            was.driverVersion(),
            was.vbiosVersion(),
            was.nvdec0On(),
            was.sku(),
            was.fwid(),
            ppcie,
            flag,
            was.switchPdis(),
            was.chipInfo(),
            was.fspUcodeSvn()));
  }

  // spec: NVIDIA PPCIE lock
  @Test
  @DisplayName("an unlocked switch is named")
  void everySwitchIsLocked() {
    var was = ofSwitch(SWITCHES.get(2));
    var open =
        with(
            SWITCHES.get(2),
            new OpaqueData.Switch(
                was.formatVersion(),
                was.vbiosVersion(),
                was.fwid(),
                was.pdi(),
                false,
                was.gpuPdis()));
    var board = board();
    board.set(10, open);
    assertThat(codes(board)).containsExactly("nvidia.fabric.unlocked");
    assertThat(findings(board).getFirst().actual()).isEqualTo("devices[10]: not locked");
  }

  @Test
  void oneGpuInAnotherModeIsNamed() {
    var board = board();
    board.set(5, inMode(GPUS.get(5), Optional.of(false), Optional.of(OpaqueData.Mode.SPT)));
    assertThat(codes(board)).containsExactly("nvidia.fabric.mode");
    assertThat(findings(board)).extracting(Finding::actual).contains("devices[5]: SPT");
    board.set(5, inMode(GPUS.get(5), Optional.of(true), Optional.of(OpaqueData.Mode.MPT)));
    assertThat(findings(board)).extracting(Finding::actual).contains("devices[5]: contradictory");
  }

  @Test
  void switchesWantAWholeBoardWhateverTheModeOfTheGpus() {
    var spt =
        GPUS.stream()
            .map(gpu -> inMode(gpu, Optional.of(false), Optional.of(OpaqueData.Mode.SPT)))
            .toList();
    var mixed = new ArrayList<>(spt);
    mixed.addAll(SWITCHES);
    assertThat(codes(mixed)).containsExactly("nvidia.fabric.mode");
  }

  @Test
  @DisplayName("blackwell/b200-mpt: encrypted links want no switches; Hopper's links do")
  void severalGpusWantProtectedLinks() throws Exception {
    var mpt = new ArrayList<NvidiaDevice>();
    for (var gpu : Genuine.devices("gpu/blackwell/b200-mpt-590.48.01-gpus0-5.json")) {
      mpt.add(device(gpu));
    }
    assertThat(codes(mpt)).isEmpty();
    var spt = device(Genuine.hopper("h100-580.159.03"));
    assertThat(codes(List.of(spt))).isEmpty();
    assertThat(codes(List.of(spt, device(Genuine.hopper("h100-550.90.07")))))
        .containsExactly("nvidia.fabric.unprotected");
    mpt.set(2, spt);
    assertThat(codes(mpt)).containsExactly("nvidia.fabric.mode", "nvidia.fabric.unprotected");
  }

  // spec: NVIDIA MPT links
  @Test
  @DisplayName("several Hopper GPUs are unprotected in MPT too")
  void onlyBlackwellEncryptsItsLinks() {
    var mpt =
        GPUS.stream()
            .map(gpu -> inMode(gpu, Optional.of(false), Optional.of(OpaqueData.Mode.MPT)))
            .toList();
    assertThat(codes(mpt)).containsExactly("nvidia.fabric.unprotected");
    assertThat(findings(mpt).getFirst().actual()).isEqualTo("8 GPUs, GH100 in MPT");
    assertThat(codes(mpt.subList(0, 1))).isEmpty();
  }

  // spec: NVIDIA opaque data modes
  @Test
  @DisplayName("FEATURE_FLAG and PROTECTED_PCIE_STATUS say one thing")
  void theModeIsStatedOnceOrTwiceAlike() {
    var ppcie = Optional.of(OpaqueData.Mode.PPCIE);
    var spt = Optional.of(OpaqueData.Mode.SPT);
    var gpu = GPUS.getFirst();
    assertThat(inMode(gpu, Optional.of(true), Optional.empty()).mode()).isEqualTo(ppcie);
    assertThat(inMode(gpu, Optional.of(false), Optional.empty()).mode()).isEqualTo(spt);
    assertThat(inMode(gpu, Optional.empty(), Optional.empty()).mode()).isEqualTo(spt);
    assertThat(inMode(gpu, Optional.empty(), ppcie).mode()).isEqualTo(ppcie);
    assertThat(inMode(gpu, Optional.of(true), spt).mode()).isEmpty();
    assertThat(inMode(gpu, Optional.of(false), ppcie).mode()).isEmpty();
  }
}
