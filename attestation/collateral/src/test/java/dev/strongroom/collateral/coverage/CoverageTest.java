package dev.strongroom.collateral.coverage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.scheme.nvidia.NvidiaReport;
import dev.strongroom.attestation.scheme.nvidia.rim.RimId;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.collateral.Bundle;
import dev.strongroom.collateral.coverage.ManifestState.State;
import dev.strongroom.collateral.item.Item;
import dev.strongroom.collateral.item.Material;
import dev.strongroom.collateral.item.Needs;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.simulator.nvidia.Board;
import dev.strongroom.simulator.nvidia.NvidiaHierarchy;
import dev.strongroom.simulator.nvidia.NvidiaServices;
import dev.strongroom.simulator.nvidia.RimDocument;
import dev.strongroom.simulator.nvidia.RimSigners;
import dev.strongroom.simulator.nvidia.SimulatedDevice;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Simulated boards whose next driver is prepared.
class CoverageTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final Instant FROM = NOW.minus(Duration.ofHours(1));
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final NvidiaHierarchy NVIDIA = NvidiaHierarchy.create(RANDOM, FROM);
  private static final RimSigners SIGNERS = RimSigners.create(RANDOM, FROM);
  private static final TrustAnchors ANCHORS =
      TrustAnchors.simulation(
          List.of(NVIDIA.root().certificate().fingerprint(), SIGNERS.rootFingerprint()));
  private static final List<SimulatedDevice> H100S =
      Board.h100(2).build(NVIDIA, "hopper", RANDOM, FROM);
  private static final String NEXT = "580.95.05";

  private final NvidiaServices services = new NvidiaServices(NVIDIA, SIGNERS, RANDOM, FROM);
  private final List<Evidence> hoppers = reports(H100S);

  @BeforeEach
  void publish() throws MalformedException {
    driver("GH100", "550.90.07", "GH100");
    driver("GH100", NEXT, "GH100");
    manifest("NV_GPU_VBIOS_1010_0200_882_96009F0001", "GH100", "96.00.9F.00.01");
    H100S.forEach(device -> services.know(device.architecture(), device.chain()));
  }

  private static List<Evidence> reports(List<SimulatedDevice> devices) {
    return devices.stream().map(device -> device.report(Bytes.zeros(32), _ -> {})).toList();
  }

  private void driver(String chip, String version, String product) throws MalformedException {
    manifest("NV_GPU_DRIVER_" + chip + "_" + version, product, version);
  }

  private void manifest(String id, String product, String version) throws MalformedException {
    services.publish(RimId.parse(id), new RimDocument(product, version).active(1, Bytes.zeros(48)));
  }

  /// Everything that the services have of what these devices need under these drivers.
  private Bundle fetched(List<Evidence> devices, String... drivers) throws MalformedException {
    var items = new LinkedHashSet<Item>();
    for (var device : devices) {
      var report = NvidiaReport.parse(device.report());
      var chain = CertificateChain.parse(device.chain());
      items.addAll(Needs.ofDevice(report, chain));
      for (var driver : drivers) {
        items.addAll(Needs.ofDriver(report, chain, driver));
      }
    }
    var materials = answered(items);
    materials.addAll(answered(new LinkedHashSet<>(Needs.ofManifests(materials))));
    return Bundle.of(materials);
  }

  private List<Material> answered(Set<Item> items) throws MalformedException {
    var found = new ArrayList<Material>();
    for (var item : items) {
      var body =
          item.questionType().isEmpty()
              ? services.get(item.resource())
              : services.post(item.question());
      if (body.isPresent()) {
        found.add(Material.parse(item, body.get(), Bytes.empty(), NOW));
      }
    }
    return found;
  }

  private static Coverage look(List<Evidence> devices, String driver, Bundle bundle, Instant at)
      throws MalformedException {
    var line = driver.isEmpty() ? new DriverLine.Present() : DriverLine.parse(driver);
    return Coverage.of(devices, line, bundle.nvidia(), ANCHORS, at);
  }

  private static Coverage look(List<Evidence> devices, String driver, Bundle bundle)
      throws MalformedException {
    return look(devices, driver, bundle, NOW);
  }

  private static List<String> manifests(Coverage coverage) {
    return coverage.groups().stream()
        .flatMap(group -> group.needs().stream())
        .flatMap(need -> need.manifests().stream())
        .map(manifest -> manifest.state() + " " + manifest.id().text())
        .toList();
  }

  private static List<String> codes(Coverage coverage) {
    return coverage.groups().stream()
        .flatMap(group -> group.needs().stream())
        .flatMap(need -> need.manifests().stream())
        .flatMap(manifest -> manifest.findings().stream())
        .map(finding -> finding.rule().code())
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", NEXT, "580.x", "580.95.x"})
  void devicesAreCoveredByWhatWasFetched(String driver) throws Exception {
    var coverage = look(hoppers, driver, fetched(hoppers, NEXT));

    assertThat(coverage.isComplete()).isTrue();
    assertThat(coverage.groups()).hasSize(1);
    assertThat(coverage.groups().getFirst().places()).containsExactly(0, 1);
    assertThat(manifests(coverage))
        .containsExactly(
            "COVERED NV_GPU_DRIVER_GH100_" + (driver.isEmpty() ? "550.90.07" : NEXT),
            "COVERED NV_GPU_VBIOS_1010_0200_882_96009F0001");
    assertThat(coverage.groups().getFirst().needs().getFirst().manifests().getFirst().signerUntil())
        .contains(
            FROM.plus(Duration.ofDays(2 * 365)).truncatedTo(java.time.temporal.ChronoUnit.SECONDS));
  }

  @Test
  void aDriverThatWasNotFetchedIsAbsent() throws Exception {
    var coverage = look(hoppers, NEXT, fetched(hoppers));

    assertThat(coverage.isComplete()).isFalse();
    assertThat(coverage.isCovered(0)).isFalse();
    assertThat(coverage.devices()).allMatch(device -> device.state() == State.COVERED);
    assertThat(manifests(coverage)).contains("ABSENT NV_GPU_DRIVER_GH100_" + NEXT);
    assertThat(manifests(look(hoppers, "580.x", fetched(hoppers))))
        .contains("ABSENT NV_GPU_DRIVER_GH100_580.x");
  }

  @Test
  void allManifestsOfALineAreListedAndOneIsEnough() throws Exception {
    driver("GH100", "580.105.08", "GB100");
    driver("GH100", "58.1", "GH100");
    var coverage = look(hoppers, "580.x", fetched(hoppers, NEXT, "580.105.08", "58.1"));

    assertThat(manifests(coverage))
        .containsExactly(
            "REFUSED NV_GPU_DRIVER_GH100_580.105.08",
            "COVERED NV_GPU_DRIVER_GH100_580.95.05",
            "COVERED NV_GPU_VBIOS_1010_0200_882_96009F0001");
    assertThat(coverage.isComplete()).isTrue();
  }

  // A Hopper-style id asked for a Blackwell driver is answered with a validly signed manifest.
  @Test
  void aManifestOfAnotherChipOrVersionDoesNotCover() throws Exception {
    driver("GH100", NEXT, "GB100");
    assertThat(codes(look(hoppers, NEXT, fetched(hoppers, NEXT))))
        .containsExactly("nvidia.rim.product");

    manifest("NV_GPU_DRIVER_GH100_" + NEXT, "GH100", "580.95.04");
    var coverage = look(hoppers, NEXT, fetched(hoppers, NEXT));
    assertThat(codes(coverage)).containsExactly("nvidia.rim.version");
    assertThat(coverage.isComplete()).isFalse();
  }

  @Test
  void aManifestOfOtherSignersDoesNotCover() throws Exception {
    var others = RimSigners.create(RANDOM, FROM);
    var forged = new NvidiaServices(NVIDIA, others, RANDOM, FROM);
    var id = RimId.parse("NV_GPU_DRIVER_GH100_" + NEXT);
    forged.publish(id, new RimDocument("GH100", NEXT).active(1, Bytes.zeros(48)));
    var item =
        Needs.ofDriver(
                NvidiaReport.parse(hoppers.getFirst().report()),
                CertificateChain.parse(hoppers.getFirst().chain()),
                NEXT)
            .getFirst();
    var materials = new ArrayList<>(fetched(hoppers).materials());
    materials.add(
        Material.parse(item, forged.get(item.resource()).orElseThrow(), Bytes.empty(), NOW));

    var coverage = look(hoppers, NEXT, Bundle.of(materials));

    assertThat(manifests(coverage)).contains("REFUSED NV_GPU_DRIVER_GH100_" + NEXT);
    assertThat(coverage.isComplete()).isFalse();
  }

  @Test
  void answersThatAreMissingOrEndedLeaveItOpen() throws Exception {
    var bundle = fetched(hoppers, NEXT);
    var bare =
        Bundle.of(
            bundle.materials().stream()
                .filter(material -> material.item().name().startsWith("nvidia/rim/"))
                .toList());

    var without = look(hoppers, NEXT, bare);
    assertThat(without.devices()).allMatch(device -> device.state() == State.WARNED);
    assertThat(codes(without)).contains("nvidia.rim.ocsp-absent");
    assertThat(without.isComplete()).isFalse();
    var late = look(hoppers, NEXT, bundle, NOW.plus(Duration.ofDays(2)));
    assertThat(late.devices()).allMatch(device -> device.state() == State.REFUSED);
    assertThat(codes(late)).contains("chain.ocsp-stale");
  }

  @Test
  void anEndedSignerIsToldApart() throws Exception {
    var bundle = fetched(hoppers, NEXT);
    var bare =
        Bundle.of(
            bundle.materials().stream()
                .filter(material -> material.item().name().startsWith("nvidia/rim/"))
                .toList());
    var late = look(hoppers, NEXT, bare, FROM.plus(Duration.ofDays(2 * 365 + 1)));

    assertThat(codes(late)).contains("nvidia.rim.signer-expired");
    assertThat(late.isComplete()).isFalse();
  }

  @Test
  void classesOfDevicesAreLookedAtApart() throws Exception {
    var board = reports(Board.hgxH100().build(NVIDIA, "hgx", RANDOM, FROM));
    var blackwell = reports(Board.b200(1).build(NVIDIA, "b200", RANDOM, FROM));
    var all = new ArrayList<>(board);
    all.addAll(blackwell);

    var coverage = look(all, "590.48.01", Bundle.empty());

    assertThat(coverage.devices()).hasSize(13);
    assertThat(coverage.groups()).hasSize(3);
    assertThat(coverage.groups().getLast().places()).containsExactly(12);
    assertThat(manifests(coverage))
        .containsExactly(
            "ABSENT NV_GPU_DRIVER_GH100_590.48.01",
            "ABSENT NV_GPU_VBIOS_1010_0200_882_96009F0001",
            "ABSENT NV_SWITCH_BIOS_5612_0002_890_9610730001",
            "ABSENT NV_GPU_CC_DRIVER_GB100_590.48.01",
            "ABSENT NV_GPU_VBIOS_G525_0220_886_9700D90035");
  }

  @Test
  void aReportThatIsNotAuthenticIsRefused() throws Exception {
    var forged =
        new Evidence(
            hoppers.getFirst().scheme(), hoppers.getFirst().report(), hoppers.getLast().chain());

    var coverage = look(List.of(forged), "", fetched(hoppers));

    assertThat(coverage.devices().getFirst().state()).isEqualTo(State.REFUSED);
    assertThat(coverage.isComplete()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "580", ".x", "580.", "580..x", "580.x.x", "580.95.05r", "../ids"})
  void otherWordsAreNoDriver(String text) {
    assertThatThrownBy(() -> DriverLine.parse(text)).isInstanceOf(MalformedException.class);
  }
}
