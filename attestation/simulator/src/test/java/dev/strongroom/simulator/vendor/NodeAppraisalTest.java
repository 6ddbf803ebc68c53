package dev.strongroom.simulator.vendor;

import static dev.strongroom.simulator.vendor.Simulation.ANCHORS;
import static dev.strongroom.simulator.vendor.Simulation.EXPECTED;
import static dev.strongroom.simulator.vendor.Simulation.HOST_DATA;
import static dev.strongroom.simulator.vendor.Simulation.MEASUREMENT;
import static dev.strongroom.simulator.vendor.Simulation.NODE;
import static dev.strongroom.simulator.vendor.Simulation.NONCE;
import static dev.strongroom.simulator.vendor.Simulation.NOW;
import static dev.strongroom.simulator.vendor.Simulation.RANDOM;
import static dev.strongroom.simulator.vendor.Simulation.REPORT_DATA;
import static dev.strongroom.simulator.vendor.Simulation.VENDORS;
import static dev.strongroom.simulator.vendor.Simulation.appraise;
import static dev.strongroom.simulator.vendor.Simulation.codes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.appraisal.AppraisalPolicy;
import dev.strongroom.attestation.appraisal.AttestationResult;
import dev.strongroom.attestation.appraisal.Claims;
import dev.strongroom.attestation.appraisal.Expected;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.NvidiaRule;
import dev.strongroom.attestation.finding.SnpRule;
import dev.strongroom.attestation.scheme.snp.SnpProduct;
import dev.strongroom.attestation.scheme.snp.SnpTcb;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.protocol.enrolment.ReleasePolicy;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.simulator.nvidia.DeviceReportFields;
import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class NodeAppraisalTest {
  private static Bytes tcb(int bootloader, int tee, int snp, int microcode) {
    return new BinaryWriter().u8(bootloader).u8(tee).zeros(4).u8(snp).u8(microcode).toBytes();
  }

  @Test
  void aGoodNodeIsAWarningOfWhatIsNotLookedAtYet() throws Exception {
    var result = appraise(NODE.cpu(REPORT_DATA), NODE.devices(NONCE));
    if (!(result instanceof AttestationResult.Warning<Claims>(var claims, var findings, var at))) {
      throw new AssertionError(result.toString());
    }
    assertThat(at).isEqualTo(NOW);
    assertThat(findings)
        .extracting("rule")
        .containsExactly(
            SnpRule.CRL_ABSENT,
            NvidiaRule.RIM_ABSENT,
            NvidiaRule.RIM_ABSENT,
            NvidiaRule.OCSP_ABSENT,
            NvidiaRule.RIM_ABSENT,
            NvidiaRule.RIM_ABSENT,
            NvidiaRule.OCSP_ABSENT,
            NvidiaRule.FABRIC_UNPROTECTED);
    assertThat(claims.simulated()).isTrue();
    assertThat(claims.platformId()).isEqualTo(NODE.platformId()).hasSize(128);
    assertThat(claims.bootInstance()).hasSize(64);
    assertThat(claims.measurement()).isEqualTo(MEASUREMENT);
    assertThat(claims.hostData()).isEqualTo(HOST_DATA);
    assertThat(claims.devices()).hasSize(2);
    assertThat(claims.devices()).extracting("architecture").containsOnly("GH100");
    assertThat(claims.devices()).extracting("driverVersion").containsOnly("550.90.07");
    assertThat(claims.devices()).extracting("vbiosVersion").containsOnly("96.00.9F.00.01");
    assertThat(claims.devices()).extracting("id").doesNotHaveDuplicates();
  }

  @Test
  void aRelaunchIsAnotherBootOfTheSamePlatform() throws Exception {
    var again = NODE.relaunched(MEASUREMENT, HOST_DATA);
    var first = appraise(NODE.cpu(REPORT_DATA), NODE.devices(NONCE));
    var second = appraise(again.cpu(REPORT_DATA), again.devices(NONCE));
    if (first instanceof AttestationResult.Warning<Claims>(var one, _, _)
        && second instanceof AttestationResult.Warning<Claims>(var two, _, _)) {
      assertThat(two.platformId()).isEqualTo(one.platformId());
      assertThat(two.devices()).isEqualTo(one.devices());
      assertThat(two.bootInstance()).isNotEqualTo(one.bootInstance());
    } else {
      throw new AssertionError("want two warnings");
    }
  }

  private record Change(String name, Consumer<SnpReportFields> edit, List<String> codes) {}

  private static Change change(String name, Consumer<SnpReportFields> edit, String... codes) {
    return new Change(name, edit, List.of(codes));
  }

  /// Signed by the VCEK after the change: authentic or nearly, and out of policy.
  private static List<Change> changes() {
    return List.of(
        change("POLICY bit 19 DEBUG", f -> f.policy(0xb0000), "snp.debug"),
        change("POLICY bit 18 MIGRATE_MA", f -> f.policy(0x70000), "snp.migrate-ma"),
        change("POLICY bit 17 clear", f -> f.policy(0x10000), "snp.policy-reserved"),
        change("POLICY bit 26", f -> f.policy(0x4030000), "snp.policy-unknown"),
        change("VMPL 1", f -> f.vmpl(1), "snp.vmpl"),
        change("VMPL of the host", f -> f.vmpl(0xffffffffL), "snp.vmpl"),
        change("MEASUREMENT", f -> f.measurement(Bytes.zeros(48)), "snp.measurement"),
        change("HOST_DATA", f -> f.hostData(Bytes.zeros(32)), "snp.host-data"),
        change(
            "REPORT_DATA",
            f -> f.reportData(Bytes.zeros(64)),
            "snp.report-data",
            "node.device-binding"),
        change(
            "REPORT_DATA, last byte",
            f -> f.reportData(REPORT_DATA.slice(0, 63).concat(Bytes.utf8("x"))),
            "snp.report-data",
            "node.device-binding"),
        change("ALIAS_CHECK_COMPLETE clear", f -> f.platformInfo(0x05), "snp.alias-check-failed"),
        change("version 2", f -> f.version(2).cpuid(Bytes.zeros(3)), "snp.alias-check"),
        change("MASK_CHIP_KEY", f -> f.keyInfo(2), "snp.unsigned"),
        change("SIGNING_KEY none", f -> f.keyInfo(7 << 2), "snp.unsigned"),
        change("SIGNING_KEY reserved", f -> f.keyInfo(2 << 2), "snp.signing-key"),
        change(
            "SIGNING_KEY VLEK",
            f -> f.keyInfo(1 << 2),
            "snp.signing-key",
            "chain.name",
            "snp.extension"),
        change("CHIP_ID", f -> f.chipId(MEASUREMENT.concat(Bytes.zeros(16))), "snp.chip-id"),
        change(
            "CPUID of Milan",
            f -> f.cpuid(new BinaryWriter().u8(0x19).u8(1).u8(1).toBytes()),
            "snp.product"),
        change(
            "CPUID of no product",
            f -> f.cpuid(new BinaryWriter().u8(0x1b).u8(1).u8(1).toBytes()),
            "snp.product"),
        change("REPORTED_TCB lower", f -> f.reportedTcb(tcb(10, 0, 22, 84)), "snp.certificate-tcb"),
        change(
            "REPORTED_TCB above COMMITTED_TCB",
            f -> f.committedTcb(tcb(10, 0, 23, 83)),
            "snp.tcb-order"),
        change(
            "COMMITTED_TCB above CURRENT_TCB",
            f -> f.currentTcb(tcb(9, 0, 23, 84)),
            "snp.tcb-order"),
        change(
            "LAUNCH_TCB below the floor", f -> f.launchTcb(tcb(9, 0, 23, 84)), "snp.minimum-tcb"),
        change(
            "LAUNCH_TCB with reserved bits",
            f -> f.launchTcb(Bytes.zeros(2).concat(tcb(1, 0, 0, 0).slice(0, 6))),
            "snp.tcb-reserved"),
        change("unknown PLATFORM_INFO bits", f -> f.platformInfo(0x65)));
  }

  // spec: AMD 56860 4.3 POLICY bit 17
  // spec: AMD 56860 ATTESTATION_REPORT KEY_INFO.MASK_CHIP_KEY
  // spec: AMD 56860 TCB_VERSION
  // spec: AMD 57230 VCEK extensions
  @TestFactory
  Stream<DynamicTest> everyChangedFieldGetsExactlyItsFinding() {
    return changes().stream()
        .map(
            c ->
                DynamicTest.dynamicTest(
                    c.name(),
                    () -> {
                      var cpu = NODE.cpu(REPORT_DATA, c.edit());
                      var result = appraise(cpu, NODE.devices(NONCE));
                      assertThat(codes(result)).isEqualTo(c.codes());
                      boolean refuses =
                          result.findings().stream()
                              .anyMatch(f -> f.rule().tier().name().equals("CONTRAINDICATED"));
                      assertThat(result)
                          .isInstanceOf(
                              refuses
                                  ? AttestationResult.Contraindicated.class
                                  : AttestationResult.Warning.class);
                    }));
  }

  @Test
  @DisplayName("BadRAM, CVE-2024-21944, AMD-SB-3015: who bears old firmware bears no failed check")
  void aReportTooOldToShowTheAliasCheckIsNotOneWhoseCheckFailed() throws Exception {
    for (var version : List.of(2, 3, 4, 5)) {
      var cpu = NODE.cpu(REPORT_DATA, f -> f.ofVersion(version).platformInfo(0x05));
      var result = appraise(cpu, NODE.devices(NONCE));
      assertThat(codes(result))
          .containsExactly(version == 2 ? "snp.alias-check" : "snp.alias-check-failed");
      assertThat(result)
          .isInstanceOf(
              version == 2
                  ? AttestationResult.Warning.class
                  : AttestationResult.Contraindicated.class);
    }
  }

  @Test
  @DisplayName("reserved bytes are malformed, even when signed")
  void signedReservedBytesAreMalformed() {
    for (int offset : new int[] {0x49, 0x4c, 0x18b, 0x19f, 0x1eb, 0x1ef, 0x1f8, 0x208, 0x29f}) {
      var cpu = NODE.cpu(REPORT_DATA, f -> f.patch(offset, Bytes.utf8("x")));
      assertThatThrownBy(() -> appraise(cpu, NODE.devices(NONCE)))
          .isInstanceOf(MalformedException.class);
    }
  }

  private static List<Evidence> firstChanged(Consumer<DeviceReportFields> edit) {
    return List.of(NODE.device(0, NONCE, edit), NODE.devices(NONCE).get(1));
  }

  @Nested
  @DisplayName("accelerators")
  class Devices {
    private final Evidence cpu = NODE.cpu(REPORT_DATA);

    @Test
    void anotherNonceIsRefusedAndTheDeviceIsNamed() throws Exception {
      var result = appraise(cpu, firstChanged(f -> f.nonce(Bytes.zeros(32))));
      assertThat(codes(result)).containsExactly("nvidia.nonce");
      var finding = result.findings().get(1);
      assertThat(finding.actual()).isEqualTo("devices[0]: " + Bytes.zeros(32));
      assertThat(finding.expected()).isEqualTo(NONCE.hex());
    }

    @Test
    void anotherFirmwareIdIsRefused() throws Exception {
      var fwid = DeviceReportFields.FWID;
      assertThat(codes(appraise(cpu, firstChanged(f -> f.opaque(fwid, Bytes.zeros(48))))))
          .containsExactly("nvidia.fwid");
      var without = appraise(cpu, firstChanged(f -> f.withoutOpaque(fwid)));
      assertThat(codes(without)).containsExactly("nvidia.fwid.absent");
      assertThat(without).isInstanceOf(AttestationResult.Warning.class);
    }

    @Test
    void typedOpaqueDataWithoutItsHeaderIsMalformed() {
      var typed = Bytes.utf8("NVDAOD").concat(Bytes.zeros(12));
      assertThatThrownBy(() -> appraise(cpu, firstChanged(f -> f.rawOpaque(typed))))
          .isInstanceOf(MalformedException.class)
          .hasMessage("devices[0].OpaqueData.major at 8: got 0, want 2");
    }

    @Test
    void aMissingDeviceIsRefused() throws Exception {
      var devices = NODE.devices(NONCE);
      assertThat(codes(appraise(cpu, devices.subList(0, 1)))).containsExactly("node.devices");
      assertThat(codes(appraise(cpu, List.of()))).containsExactly("node.devices");
    }

    @Test
    void oneDeviceTwiceIsRefused() throws Exception {
      var one = NODE.devices(NONCE).getFirst();
      assertThat(codes(appraise(cpu, List.of(one, one)))).containsExactly("node.device-twice");
      var again = NODE.devices(NONCE).getFirst();
      assertThat(again).isNotEqualTo(one);
      assertThat(codes(appraise(cpu, List.of(one, again)))).containsExactly("node.device-twice");
    }

    @Test
    void oneDeviceMoreThanThePolicyNamesIsRefused() throws Exception {
      var devices = new ArrayList<>(NODE.devices(NONCE));
      devices.addAll(Simulation.node("node-2", 1).devices(NONCE));
      assertThat(codes(appraise(cpu, devices))).containsExactly("node.devices");
    }

    @Test
    void aClassThatThePolicyDoesNotNameIsRefused() throws Exception {
      var policy =
          new AppraisalPolicy(
              Set.of(MEASUREMENT),
              Set.of(),
              SimulatedNode.tcb(),
              List.of(ReleasePolicy.Accelerators.ofAnyVersion("GB100", 2)));
      var result = appraise(cpu, NODE.devices(NONCE), EXPECTED, policy, ANCHORS, NOW);
      assertThat(codes(result)).containsExactly("node.devices");
    }

    @Test
    void labelsOfTheSenderDecideNothing() throws Exception {
      var device = NODE.devices(NONCE).getFirst();
      assertThat(codes(appraise(device, NODE.devices(NONCE)))).containsExactly("node.cpu-scheme");
      assertThat(codes(appraise(cpu, List.of(device, cpu)))).containsExactly("node.device-scheme");
    }
  }

  @Nested
  @DisplayName("signatures and sessions")
  class Splices {
    @Test
    void aBrokenSignatureIsRejected() throws Exception {
      var good = NODE.cpu(REPORT_DATA);
      var broken = good.report().toArray();
      broken[0x50] ^= 1;
      var cpu = new Evidence(good.scheme(), Bytes.copyOf(broken), good.chain());
      assertThat(codes(appraise(cpu, NODE.devices(NONCE)))).containsExactly("report.signature");
      var devices = new ArrayList<>(NODE.devices(NONCE));
      var bytes = devices.getFirst().report().toArray();
      bytes[4] ^= 1;
      devices.set(
          0,
          new Evidence(
              devices.getFirst().scheme(), Bytes.copyOf(bytes), devices.getFirst().chain()));
      assertThat(codes(appraise(good, devices))).containsExactly("report.signature");
    }

    @Test
    void anotherSessionsReportIsRefused() throws Exception {
      var expected = new Expected(Bytes.zeros(64), NONCE, HOST_DATA);
      var result =
          appraise(
              NODE.cpu(REPORT_DATA),
              NODE.devices(NONCE),
              expected,
              Simulation.policy(2),
              ANCHORS,
              NOW);
      assertThat(codes(result)).containsExactly("snp.report-data", "node.device-binding");
    }

    @Test
    void theChainOfAnotherMachineIsRefused() throws Exception {
      var other = Simulation.node("node-3", 1);
      var mine = NODE.cpu(REPORT_DATA);
      var spliced = new Evidence(mine.scheme(), mine.report(), other.cpu(REPORT_DATA).chain());
      assertThat(codes(appraise(spliced, NODE.devices(NONCE))))
          .containsExactly("snp.chip-id", "report.signature");
    }

    @Test
    void everyFindingIsGathered() throws Exception {
      var cpu = NODE.cpu(REPORT_DATA, f -> f.policy(0xf0000).vmpl(2).hostData(Bytes.zeros(32)));
      var result = appraise(cpu, firstChanged(f -> f.nonce(Bytes.zeros(32))).subList(0, 1));
      assertThat(codes(result))
          .containsExactly(
              "snp.host-data",
              "snp.migrate-ma",
              "snp.debug",
              "snp.vmpl",
              "nvidia.nonce",
              "node.devices");
    }

    @Test
    void expiredAndFutureChainsAreRefused() throws Exception {
      for (var at : List.of(NOW.minus(Duration.ofSeconds(1)), NOW.plus(Duration.ofDays(2556)))) {
        var result =
            appraise(
                NODE.cpu(REPORT_DATA),
                NODE.devices(NONCE),
                EXPECTED,
                Simulation.policy(2),
                ANCHORS,
                at);
        assertThat(codes(result)).contains("chain.validity");
      }
    }

    @Test
    @DisplayName("simulated evidence is refused in production, and by another simulation")
    void profilesStayApart() throws Exception {
      var result =
          appraise(
              NODE.cpu(REPORT_DATA),
              NODE.devices(NONCE),
              EXPECTED,
              Simulation.policy(2),
              TrustAnchors.production(),
              NOW);
      assertThat(codes(result)).containsOnly("chain.root-profile").hasSize(3);
      assertThat(result.findings().getFirst().actual()).contains("profile simulation");
      var foreign = TrustAnchors.simulation(List.of(new BinaryWriter().zeros(32).toBytes()));
      var other =
          appraise(
              NODE.cpu(REPORT_DATA),
              NODE.devices(NONCE),
              EXPECTED,
              Simulation.policy(2),
              foreign,
              NOW);
      assertThat(other.findings().getFirst().actual()).contains("another simulation's root");
    }
  }

  @Nested
  @DisplayName("policy")
  class Policies {
    private static AppraisalPolicy onChips(Set<Bytes> chips) {
      return new AppraisalPolicy(
          Set.of(MEASUREMENT),
          chips,
          SimulatedNode.tcb(),
          List.of(ReleasePolicy.Accelerators.ofAnyVersion("GH100", 2)));
    }

    private static List<String> codesOn(Evidence cpu, Set<Bytes> chips, Bytes... roots)
        throws MalformedException {
      var trusted = new ArrayList<>(VENDORS.rootFingerprints());
      trusted.addAll(List.of(roots));
      var anchors = TrustAnchors.simulation(trusted);
      return codes(appraise(cpu, NODE.devices(NONCE), EXPECTED, onChips(chips), anchors, NOW));
    }

    @Test
    void onlyListedChipsAreAcceptedWhereAPolicyListsSome() throws Exception {
      var own = Bytes.ofHex("chip", NODE.platformId());
      var other = Bytes.utf8("another").sha384().concat(Bytes.zeros(16));

      assertThat(codesOn(NODE.cpu(REPORT_DATA), Set.of(own))).isEmpty();
      assertThat(codesOn(NODE.cpu(REPORT_DATA), Set.of(other)))
          .containsExactly("snp.chip-unlisted");
    }

    // spec: arXiv 2605.12990
    @Test
    void milanGetsNoKeyUnlessItsChipIsListed() throws Exception {
      var milan = AmdHierarchy.create(SnpProduct.MILAN, RANDOM, NOW);
      var chip = Bytes.utf8("milan").sha384().concat(Bytes.zeros(16));
      var floor = SimulatedNode.tcb();
      var tcb = new SnpTcb(0, floor.bootloader(), floor.tee(), 0x18, 0xdb);
      var cpu =
          AmdProcessor.withVcek(milan, chip, tcb, RANDOM, NOW)
              .report(REPORT_DATA, fields -> fields.measurement(MEASUREMENT).hostData(HOST_DATA));
      var root = milan.ark().certificate().fingerprint();

      assertThat(codesOn(cpu, Set.of(), root)).containsExactly("snp.product-refused");
      assertThat(codesOn(cpu, Set.of(chip), root)).isEmpty();
    }

    @Test
    void minimumTcbHoldsForEachTcbOfTheReportComponentByComponent() throws Exception {
      var tcb = SimulatedNode.tcb();
      var floor =
          new ReleasePolicy.Tcb(
              tcb.fmc(), tcb.bootloader() + 1, tcb.tee() + 1, tcb.snp(), tcb.microcode() + 1);
      var policy =
          new AppraisalPolicy(
              Set.of(MEASUREMENT),
              Set.of(),
              floor,
              List.of(ReleasePolicy.Accelerators.ofAnyVersion("GH100", 2)));
      var result =
          appraise(NODE.cpu(REPORT_DATA), NODE.devices(NONCE), EXPECTED, policy, ANCHORS, NOW);
      assertThat(codes(result)).containsOnly("snp.minimum-tcb").hasSize(9);
      assertThat(result.findings().stream().limit(9).map(Finding::expected))
          .containsExactly(
              "REPORTED_TCB bootloader at least 11",
              "REPORTED_TCB tee at least 1",
              "REPORTED_TCB microcode at least 85",
              "COMMITTED_TCB bootloader at least 11",
              "COMMITTED_TCB tee at least 1",
              "COMMITTED_TCB microcode at least 85",
              "LAUNCH_TCB bootloader at least 11",
              "LAUNCH_TCB tee at least 1",
              "LAUNCH_TCB microcode at least 85");
    }

    @Test
    void aFloorForFmcRefusesProcessorsWithoutOne() throws Exception {
      var tcb = SimulatedNode.tcb();
      var floor = new ReleasePolicy.Tcb(1, tcb.bootloader(), tcb.tee(), tcb.snp(), tcb.microcode());
      var policy =
          new AppraisalPolicy(
              Set.of(MEASUREMENT),
              Set.of(),
              floor,
              List.of(ReleasePolicy.Accelerators.ofAnyVersion("GH100", 2)));
      var result =
          appraise(NODE.cpu(REPORT_DATA), NODE.devices(NONCE), EXPECTED, policy, ANCHORS, NOW);
      assertThat(result.findings().stream().limit(3).map(Finding::expected))
          .containsExactly(
              "REPORTED_TCB fmc at least 1",
              "COMMITTED_TCB fmc at least 1",
              "LAUNCH_TCB fmc at least 1");
    }

    @Test
    void thereIsNoAny() {
      var gpus = List.of(ReleasePolicy.Accelerators.ofAnyVersion("GH100", 1));
      var tcb = SimulatedNode.tcb();
      assertThatThrownBy(() -> new AppraisalPolicy(Set.of(), Set.of(), tcb, gpus))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> new AppraisalPolicy(Set.of(Bytes.zeros(47)), Set.of(), tcb, gpus))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> new AppraisalPolicy(Set.of(MEASUREMENT), Set.of(), tcb, List.of()))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(
              () ->
                  new AppraisalPolicy(
                      Set.of(MEASUREMENT),
                      Set.of(),
                      tcb,
                      List.of(gpus.getFirst(), gpus.getFirst())))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> new Expected(Bytes.empty(), NONCE, HOST_DATA))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  @DisplayName("a chain under a root of the right names and another key is refused")
  void anotherSimulationsChainIsRefused() throws Exception {
    var random = new SecureRandom();
    var others = SimulatedVendors.create(random, NOW);
    var other = SimulatedNode.create(others, "node-1", 2, MEASUREMENT, HOST_DATA, random, NOW);
    var result = appraise(other.cpu(REPORT_DATA), other.devices(NONCE));
    assertThat(codes(result)).containsOnly("chain.root-profile").hasSize(3);
    // The other leaf and ASK in front of our root: names fit, signatures do not.
    var mine = pems(NODE.cpu(REPORT_DATA).chain());
    var theirs = pems(other.cpu(REPORT_DATA).chain());
    var mixed = Bytes.utf8(theirs.get(0) + theirs.get(1) + mine.get(2));
    var cpu = new Evidence(other.cpu(REPORT_DATA).scheme(), other.cpu(REPORT_DATA).report(), mixed);
    assertThat(codes(appraise(cpu, NODE.devices(NONCE)))).containsExactly("chain.signature");
  }

  private static List<String> pems(Bytes chain) {
    return List.of(chain.utf8().split("(?<=-----END CERTIFICATE-----\n)"));
  }
}
