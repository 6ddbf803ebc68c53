package dev.strongroom.attestation.scheme.snp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Genuine;
import dev.strongroom.attestation.demand.Demand;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.SnpRule;
import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.testing.Vectors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Comparison by itself, over genuine reports whose fields were changed without signing anew; the
/// simulator's `SnpPolicyTest` compares signed ones.
@Tag("vectors")
class PolicyAppraisalTest {
  private static final SnpTcb NONE = new SnpTcb(0, 0, 0, 0, 0);
  private static final SnpPolicy STRICT = SnpPolicy.strict();

  private Bytes report = Vectors.read(Genuine.SNP + "genoa-v3-azure-aci/report.bin");

  private void put(int offset, Bytes value) {
    report =
        report
            .slice(0, offset)
            .concat(value)
            .concat(report.slice(offset + value.length(), report.length()));
  }

  private void version(int version) {
    put(0, new BinaryWriter().u32le(version).toBytes());
  }

  private List<Finding> appraise(SnpPolicy policy) throws MalformedException {
    return appraise(policy, SnpProduct.GENOA, "");
  }

  private List<Finding> appraise(SnpPolicy policy, SnpProduct product, String provider)
      throws MalformedException {
    var findings = new ArrayList<Finding>();
    new PolicyAppraisal(SnpReport.parse(report), policy, findings).run(product, provider);
    return findings;
  }

  @Test
  void everyBitOfPolicyIsJudgedByItself() throws Exception {
    version(5);
    for (var bit : GuestPolicyBit.values()) {
      for (boolean set : new boolean[] {true, false}) {
        long bits = set ? 0x20000 | 1L << bit.index() : 0x20000;
        put(8, new BinaryWriter().u64le(bits).toBytes());
        assertThat(bit.in(SnpReport.parse(report))).isEqualTo(set ? Shown.ON : Shown.OFF);
        for (var demand : Demand.values()) {
          boolean met = demand == Demand.ANY || set == (demand == Demand.REQUIRE);
          assertThat(appraise(STRICT.with(bit, demand)))
              .as("%s %s %b", bit, demand, set)
              .hasSize(met ? 0 : 1)
              .allSatisfy(
                  f -> {
                    assertThat(f.expected()).isEqualTo("POLICY " + bit + (set ? " 0" : " 1"));
                    assertThat(f.actual()).isEqualTo("POLICY " + bit + (set ? " 1" : " 0"));
                    assertThat(f.nextStep()).contains(set ? " clear" : " set.");
                  });
        }
      }
    }
  }

  @Test
  void everyBitOfPlatformInfoIsJudgedByItself() throws Exception {
    version(5);
    var base = STRICT.with(PlatformBit.ALIAS_CHECK_COMPLETE, Demand.ANY);
    for (var bit : PlatformBit.values()) {
      for (boolean set : new boolean[] {true, false}) {
        put(0x40, new BinaryWriter().u64le(set ? 1L << bit.index() : 0).toBytes());
        for (var demand : Demand.values()) {
          boolean met = demand == Demand.ANY || set == (demand == Demand.REQUIRE);
          assertThat(appraise(base.with(bit, demand)))
              .as("%s %s %b", bit, demand, set)
              .hasSize(met ? 0 : 1)
              .allSatisfy(f -> assertThat(f.rule()).isEqualTo(SnpRule.PLATFORM_BIT))
              .allSatisfy(
                  f ->
                      assertThat(f.nextStep())
                          .containsAnyOf(set ? "off in its BIOS" : "on in its BIOS", "BadRAM"));
        }
      }
    }
  }

  // spec: AMD 56860 4.3 POLICY, ATTESTATION_REPORT PLATFORM_INFO
  @Test
  @DisplayName("what proves that a bit has a meaning: report version 3, 5, or firmware 1.55")
  void meaningFollowsTheAbi() throws Exception {
    version(3);
    assertThat(PlatformBit.TIO_EN.in(SnpReport.parse(report))).isEqualTo(Shown.UNKNOWN);
    assertThat(PlatformBit.ALIAS_CHECK_COMPLETE.in(SnpReport.parse(report))).isEqualTo(Shown.ON);
    version(6);
    assertThat(PlatformBit.TIO_EN.in(SnpReport.parse(report))).isEqualTo(Shown.OFF);
    version(2);
    put(0x188, Bytes.zeros(3));
    assertThat(PlatformBit.SMT_EN.in(SnpReport.parse(report))).isEqualTo(Shown.ON);
    assertThat(PlatformBit.ECC_EN.in(SnpReport.parse(report))).isEqualTo(Shown.ON);
    // BUILD, MINOR, MAJOR
    put(0x1e8, new BinaryWriter().u8(0).u8(55).u8(1).toBytes());
    assertThat(PlatformBit.ECC_EN.in(SnpReport.parse(report))).isEqualTo(Shown.ON);
    put(0x1e8, new BinaryWriter().u8(255).u8(54).u8(1).toBytes());
    assertThat(PlatformBit.ECC_EN.in(SnpReport.parse(report))).isEqualTo(Shown.UNKNOWN);
    put(0x1e8, new BinaryWriter().u8(0).u8(0).u8(2).toBytes());
    assertThat(PlatformBit.ECC_EN.in(SnpReport.parse(report))).isEqualTo(Shown.ON);
  }

  @Test
  @DisplayName("TCB_VERSION: each component of each TCB, at, below and above its floor")
  void everyComponentHasAFloor() throws Exception {
    int[] offsets = {0x180, 0x1e0, 0x1f0};
    var names = List.of("REPORTED_TCB", "COMMITTED_TCB", "LAUNCH_TCB");
    // FMC, BL, TEE, SNP and, behind three reserved bytes, UCODE: Turin has all five.
    var components = List.of("fmc", "bootloader", "tee", "snp", "microcode");
    int[] bytes = {0, 1, 2, 3, 7};
    for (int t = 0; t < 3; t++) {
      for (int c = 0; c < bytes.length; c++) {
        int[] spl = new int[5];
        spl[c] = 7;
        var floor = new SnpTcb(spl[0], spl[1], spl[2], spl[3], spl[4]);
        var floors =
            new SnpFloors(
                "AMD-SB-0000",
                t == 0 ? floor : NONE,
                t == 1 ? floor : NONE,
                t == 2 ? floor : NONE,
                Map.of(),
                new FirmwareVersion(0, 0, 0),
                0,
                0);
        var policy = STRICT.with(SnpProduct.TURIN, floors);
        for (int seen : new int[] {6, 7, 8}) {
          var tcb = new byte[8];
          tcb[bytes[c]] = (byte) seen;
          put(0x38, Bytes.zeros(8));
          for (int offset : offsets) {
            put(offset, Bytes.zeros(8));
          }
          put(offsets[t], Bytes.copyOf(tcb));
          var expected = names.get(t) + " " + components.get(c) + " at least 7";
          assertThat(appraise(policy, SnpProduct.TURIN, ""))
              .extracting(Finding::expected)
              .isEqualTo(seen < 7 ? List.of(expected) : List.of());
        }
      }
    }
  }

  @Test
  void providersAndKindsOfKeys() throws Exception {
    var both = STRICT.withSigners(new SnpSigners(true, Set.of("CN=a")));
    var loaded = STRICT.withSigners(new SnpSigners(false, Set.of("CN=a")));
    assertThat(appraise(both)).isEmpty();
    assertThat(appraise(both, SnpProduct.GENOA, "CN=a")).isEmpty();
    assertThat(appraise(loaded, SnpProduct.GENOA, "CN=a")).isEmpty();
    assertThat(appraise(STRICT, SnpProduct.GENOA, "CN=a"))
        .extracting(Finding::expected)
        .containsExactly("a VCEK");
    assertThat(appraise(both, SnpProduct.GENOA, "CN=b"))
        .extracting(Finding::expected)
        .containsExactly("a VCEK or a VLEK of [CN=a]");
    assertThat(appraise(loaded)).extracting(Finding::expected).containsExactly("a VLEK of [CN=a]");
  }

  @Test
  @DisplayName("CPUID_FAM_ID, CPUID_MOD_ID: the product at every border")
  void productsByProcessor() {
    int[][] milan = {{0x19, 0x00}, {0x19, 0x0f}};
    int[][] genoa = {{0x19, 0x10}, {0x19, 0x1f}, {0x19, 0xa0}, {0x19, 0xaf}};
    int[][] turin = {{0x1a, 0x00}, {0x1a, 0x11}};
    int[][] none = {{0x19, 0x20}, {0x19, 0x9f}, {0x19, 0xb0}, {0x1a, 0x12}, {0x17, 0x31}, {0, 0}};
    var products = List.of(SnpProduct.MILAN, SnpProduct.GENOA, SnpProduct.TURIN);
    var cases = List.of(milan, genoa, turin);
    for (int p = 0; p < cases.size(); p++) {
      for (var cpu : cases.get(p)) {
        assertThat(SnpProduct.ofCpuid(new Cpuid(cpu[0], cpu[1], 0))).contains(products.get(p));
      }
    }
    for (var cpu : none) {
      assertThat(SnpProduct.ofCpuid(new Cpuid(cpu[0], cpu[1], 0))).isEmpty();
    }
  }

  @Test
  @DisplayName("StrictFloors: every processor of every product at its floor and one below")
  void strictFloorsHoldAtTheBorder() throws Exception {
    version(5);
    put(0x1e8, new BinaryWriter().u8(99).u8(55).u8(1).u8(0).u8(99).u8(55).u8(1).toBytes());
    for (var product : SnpProduct.values()) {
      var floors = StrictFloors.of(product);
      var policy =
          product == SnpProduct.MILAN
              ? STRICT.withMilan(Set.of(report.slice(0x1a0, 0x1e0)))
              : STRICT;
      for (var entry : floors.microcode().entrySet()) {
        var cpu = entry.getKey();
        put(
            0x188,
            new BinaryWriter().u8(cpu.family()).u8(cpu.model()).u8(cpu.stepping()).toBytes());
        for (int below = 0; below <= 1; below++) {
          var tcb = new byte[8];
          tcb[product == SnpProduct.TURIN ? 3 : 6] = (byte) floors.reported().snp();
          tcb[7] = (byte) (entry.getValue() - below);
          for (int offset : new int[] {0x38, 0x180, 0x1e0, 0x1f0}) {
            put(offset, Bytes.copyOf(tcb));
          }
          assertThat(appraise(policy, product, "")).as("%s %d", cpu, below).hasSize(3 * below);
        }
      }
    }
  }
}
