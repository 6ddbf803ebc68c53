package dev.strongroom.simulator.vendor;

import static dev.strongroom.simulator.vendor.Simulation.ANCHORS;
import static dev.strongroom.simulator.vendor.Simulation.NODE;
import static dev.strongroom.simulator.vendor.Simulation.NOW;
import static dev.strongroom.simulator.vendor.Simulation.REPORT_DATA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.demand.Demand;
import dev.strongroom.attestation.demand.Expectation;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.SnpRule;
import dev.strongroom.attestation.finding.Tier;
import dev.strongroom.attestation.scheme.snp.Cpuid;
import dev.strongroom.attestation.scheme.snp.FirmwareVersion;
import dev.strongroom.attestation.scheme.snp.GuestPolicy;
import dev.strongroom.attestation.scheme.snp.GuestPolicyBit;
import dev.strongroom.attestation.scheme.snp.PlatformBit;
import dev.strongroom.attestation.scheme.snp.SnpAppraisal;
import dev.strongroom.attestation.scheme.snp.SnpFloors;
import dev.strongroom.attestation.scheme.snp.SnpGuest;
import dev.strongroom.attestation.scheme.snp.SnpPolicy;
import dev.strongroom.attestation.scheme.snp.SnpProduct;
import dev.strongroom.attestation.scheme.snp.SnpReport;
import dev.strongroom.attestation.scheme.snp.SnpSigners;
import dev.strongroom.attestation.scheme.snp.SnpTcb;
import dev.strongroom.attestation.scheme.snp.SnpVerifier;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// Reports signed by the simulated VCEK with one field changed, against policies that demand one
/// thing more than [SnpPolicy#strict()]: exactly that finding.
class SnpPolicyTest {
  /// SMT allowed, bit 17.
  private static final long POLICY = 0x30000;

  /// SMT_EN, ECC_EN, ALIAS_CHECK_COMPLETE.
  private static final long PLATFORM = 0x25;

  private static final SnpPolicy STRICT = SnpPolicy.strict();

  private static Verified<SnpReport> verified(Consumer<SnpReportFields> edit) throws Exception {
    var cpu = NODE.cpu(REPORT_DATA, edit);
    var verification =
        SnpVerifier.verify(
            SnpReport.parse(cpu.report()), CertificateChain.parse(cpu.chain()), ANCHORS, NOW);
    if (verification instanceof Verified<SnpReport> verified) {
      return verified;
    }
    throw new AssertionError(verification.toString());
  }

  /// Without the finding that no revocation list was given.
  private static List<Finding> appraise(Consumer<SnpReportFields> edit, SnpPolicy policy)
      throws Exception {
    return SnpAppraisal.appraise(verified(edit), policy).stream()
        .filter(f -> f.rule() != SnpRule.CRL_ABSENT)
        .toList();
  }

  private static Finding only(Consumer<SnpReportFields> edit, SnpPolicy policy) throws Exception {
    var findings = appraise(edit, policy);
    assertThat(findings).hasSize(1);
    return findings.getFirst();
  }

  private static Bytes chip() throws Exception {
    return Bytes.ofHex("chip", NODE.platformId());
  }

  @Test
  void aGoodReportMeetsTheStrictPolicy() throws Exception {
    assertThat(appraise(f -> {}, STRICT)).isEmpty();
    assertThat(appraise(f -> f.version(5), STRICT)).isEmpty();
  }

  @Nested
  @DisplayName("AMD 56860 4.3 POLICY: require, forbid, any")
  class GuestBits {
    @Test
    void eachBitIsJudgedInBothDirections() throws Exception {
      for (var bit : GuestPolicyBit.values()) {
        long mask = 1L << bit.index();
        var rule =
            switch (bit) {
              case DEBUG -> SnpRule.DEBUG;
              case MIGRATE_MA -> SnpRule.MIGRATE_MA;
              case SMT,
                  SINGLE_SOCKET,
                  CXL_ALLOW,
                  MEM_AES_256_XTS,
                  RAPL_DIS,
                  CIPHERTEXT_HIDING,
                  PAGE_SWAP_DISABLE ->
                  SnpRule.POLICY_BIT;
            };
        Consumer<SnpReportFields> set = f -> f.version(5).policy(POLICY | mask);
        Consumer<SnpReportFields> clear = f -> f.version(5).policy(POLICY & ~mask);
        assertThat(appraise(set, STRICT.with(bit, Demand.REQUIRE))).as(bit.name()).isEmpty();
        assertThat(appraise(clear, STRICT.with(bit, Demand.FORBID))).as(bit.name()).isEmpty();
        assertThat(appraise(set, STRICT.with(bit, Demand.ANY))).as(bit.name()).isEmpty();
        assertThat(appraise(clear, STRICT.with(bit, Demand.ANY))).as(bit.name()).isEmpty();
        var wanted = only(clear, STRICT.with(bit, Demand.REQUIRE));
        assertThat(wanted.rule()).isEqualTo(rule);
        assertThat(wanted.expected()).isEqualTo("POLICY " + bit.name() + " 1");
        var unwanted = only(set, STRICT.with(bit, Demand.FORBID));
        assertThat(unwanted.rule()).isEqualTo(rule);
        assertThat(unwanted.actual()).isEqualTo("POLICY " + bit.name() + " 1");
      }
    }

    // spec: AMD 56860 4.3 POLICY, ATTESTATION_REPORT PLATFORM_INFO
    @Test
    @DisplayName("a bit of a later ABI proves nothing, set or clear")
    void absentIsUnknown() throws Exception {
      var bit = GuestPolicyBit.PAGE_SWAP_DISABLE;
      for (long policy : new long[] {POLICY, POLICY | 1L << bit.index()}) {
        for (var demand : List.of(Demand.REQUIRE, Demand.FORBID)) {
          var finding = only(f -> f.policy(policy), STRICT.with(bit, demand));
          assertThat(finding.rule()).isEqualTo(SnpRule.BIT_UNPROVEN);
          assertThat(finding.nextStep()).contains("a report of version 5 (ABI 1.58)");
        }
        assertThat(appraise(f -> f.policy(policy), STRICT.with(bit, Demand.ANY))).isEmpty();
      }
    }

    @Test
    @DisplayName("bit 17 is one; bits 63:26 surface, under every policy")
    void reservedBits() throws Exception {
      assertThat(only(f -> f.policy(0x10000), STRICT).rule()).isEqualTo(SnpRule.POLICY_RESERVED);
      var unknown = only(f -> f.policy(POLICY | 1L << 40), STRICT);
      assertThat(unknown.rule()).isEqualTo(SnpRule.POLICY_UNKNOWN);
      assertThat(unknown.actual()).isEqualTo("0000010000000000");
    }

    // spec: AMD 56860 4.3 POLICY ABI_MAJOR, ABI_MINOR
    @Test
    @DisplayName("ABI_MAJOR, ABI_MINOR: at least the policy's")
    void abi() throws Exception {
      var policy = STRICT.withMinimumAbi(new GuestPolicy.Abi(1, 55));
      assertThat(only(f -> {}, policy).rule()).isEqualTo(SnpRule.POLICY_ABI);
      assertThat(only(f -> f.policy(POLICY | 0x0136), policy).actual()).isEqualTo("1.54");
      assertThat(appraise(f -> f.policy(POLICY | 0x0137), policy)).isEmpty();
      assertThat(appraise(f -> f.policy(POLICY | 0x0200), policy)).isEmpty();
      assertThatThrownBy(() -> new GuestPolicy.Abi(0, 256))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Nested
  @DisplayName("AMD 56860 ATTESTATION_REPORT PLATFORM_INFO: require, forbid, any")
  class PlatformBits {
    @Test
    void eachBitIsJudgedInBothDirections() throws Exception {
      for (var bit : PlatformBit.values()) {
        long mask = 1L << bit.index();
        var base = STRICT.with(bit, Demand.ANY);
        Consumer<SnpReportFields> set = f -> f.version(5).platformInfo(PLATFORM | mask);
        Consumer<SnpReportFields> clear = f -> f.version(5).platformInfo(PLATFORM & ~mask);
        assertThat(appraise(set, base.with(bit, Demand.REQUIRE))).as(bit.name()).isEmpty();
        assertThat(appraise(clear, base.with(bit, Demand.FORBID))).as(bit.name()).isEmpty();
        assertThat(appraise(set, base)).as(bit.name()).isEmpty();
        assertThat(appraise(clear, base)).as(bit.name()).isEmpty();
        for (var finding :
            List.of(
                only(clear, base.with(bit, Demand.REQUIRE)),
                only(set, base.with(bit, Demand.FORBID)))) {
          assertThat(finding.rule()).isEqualTo(SnpRule.PLATFORM_BIT);
          assertThat(finding.expected()).startsWith("PLATFORM_INFO " + bit.name());
        }
      }
    }

    @Test
    @DisplayName("BadRAM, CVE-2024-21944, AMD-SB-3015: ALIAS_CHECK_COMPLETE clear")
    void badRam() throws Exception {
      var finding = only(f -> f.platformInfo(0x05), STRICT);
      assertThat(finding.rule()).isEqualTo(SnpRule.PLATFORM_BIT);
      assertThat(finding.nextStep()).contains("AMD-SB-3015", "BadRAM");
    }

    @Test
    @DisplayName("unknown bits never fail")
    void unknownBitsSurfaceAndNeverFail() throws Exception {
      assertThat(appraise(f -> f.platformInfo(PLATFORM | 0xffff_ff40L << 8 | 0x40), STRICT))
          .isEmpty();
    }

    // spec: AMD 56860 4.3 POLICY, ATTESTATION_REPORT PLATFORM_INFO
    @Test
    @DisplayName("bits of ABI 1.55 under firmware 1.51 and report version 2 prove nothing")
    void olderFirmware() throws Exception {
      var old = new BinaryWriter().u8(3).u8(51).u8(1).u8(0).u8(3).u8(51).u8(1).u8(0).toBytes();
      var lenient =
          STRICT
              .with(PlatformBit.ALIAS_CHECK_COMPLETE, Demand.ANY)
              .with(GuestPolicyBit.CXL_ALLOW, Demand.ANY)
              .with(SnpProduct.GENOA, SnpFloors.of("none", new SnpTcb(0, 0, 0, 0, 0)));
      Consumer<SnpReportFields> report = f -> f.version(2).cpuid(Bytes.zeros(3)).patch(0x1e8, old);
      assertThat(appraise(report, lenient)).isEmpty();
      assertThat(only(report, lenient.with(PlatformBit.ECC_EN, Demand.REQUIRE)).nextStep())
          .contains("cannot be proven before firmware 1.55");
      Consumer<SnpReportFields> newer = f -> f.version(2).cpuid(Bytes.zeros(3));
      assertThat(appraise(newer, lenient.with(PlatformBit.ECC_EN, Demand.REQUIRE))).isEmpty();
    }
  }

  @Nested
  @DisplayName("AMD 56860 TCB_VERSION: floors on REPORTED_TCB, COMMITTED_TCB and LAUNCH_TCB")
  class Floors {
    private static final SnpTcb NONE = new SnpTcb(0, 0, 0, 0, 0);

    private static Bytes tcb(int bootloader, int tee, int snp, int microcode) {
      return new BinaryWriter().u8(bootloader).u8(tee).zeros(4).u8(snp).u8(microcode).toBytes();
    }

    private static SnpPolicy floors(SnpTcb reported, SnpTcb committed, SnpTcb launch) {
      return STRICT.with(
          SnpProduct.GENOA,
          new SnpFloors(
              "AMD-SB-0000",
              reported,
              committed,
              launch,
              Map.of(),
              new FirmwareVersion(0, 0, 0),
              0,
              0));
    }

    @Test
    void eachComponentOfEachTcbHasItsOwnFloor() throws Exception {
      var floors =
          List.of(
              new SnpTcb(0, 11, 0, 0, 0),
              new SnpTcb(0, 0, 1, 0, 0),
              new SnpTcb(0, 0, 0, 24, 0),
              new SnpTcb(0, 0, 0, 0, 85));
      var names = List.of("bootloader", "tee", "snp", "microcode");
      for (int i = 0; i < floors.size(); i++) {
        var floor = floors.get(i);
        assertThat(only(f -> {}, floors(floor, NONE, NONE)).actual())
            .startsWith("REPORTED_TCB " + names.get(i));
        assertThat(only(f -> {}, floors(NONE, floor, NONE)).actual())
            .startsWith("COMMITTED_TCB " + names.get(i));
        assertThat(only(f -> {}, floors(NONE, NONE, floor)).actual())
            .startsWith("LAUNCH_TCB " + names.get(i));
      }
    }

    @Test
    @DisplayName("the next step follows from what the host runs and committed")
    void adviceKnowsTheCase() throws Exception {
      var floor = new SnpTcb(0, 0, 0, 24, 0);
      var higher = tcb(10, 0, 24, 84);
      assertThat(only(f -> {}, floors(floor, NONE, NONE)).nextStep())
          .isEqualTo(
              "snp SPL 0x17 < 0x18: update to a BIOS (AGESA) with AMD-SB-0000's SNP firmware, then"
                  + " commit it (SNP_COMMIT).");
      assertThat(only(f -> {}, floors(NONE, NONE, floor)).nextStep())
          .endsWith("then commit it (SNP_COMMIT) and launch the guest again.");
      assertThat(only(f -> f.currentTcb(higher), floors(NONE, floor, NONE)).nextStep())
          .isEqualTo("snp SPL 0x17 < 0x18: the host runs 0x18 already; commit it (SNP_COMMIT).");
      assertThat(only(f -> f.currentTcb(higher), floors(NONE, NONE, floor)).nextStep())
          .isEqualTo("snp SPL 0x17 < 0x18: the host was updated since; launch the guest again.");
      assertThat(
              only(f -> f.currentTcb(higher).committedTcb(higher), floors(floor, NONE, NONE))
                  .nextStep())
          .contains("the host committed 0x18 already; raise REPORTED_TCB (SNP_CONFIG)");
    }

    @Test
    @DisplayName("EntrySign, CVE-2024-56161, AMD-SB-3019: re-signed with SNP SPL 0x16 at launch")
    void entrySign() throws Exception {
      var finding = only(f -> f.launchTcb(tcb(10, 0, 0x16, 84)), STRICT);
      assertThat(finding.rule()).isEqualTo(SnpRule.MINIMUM_TCB);
      assertThat(finding.expected()).isEqualTo("LAUNCH_TCB snp at least 23");
      assertThat(only(f -> f.launchTcb(tcb(10, 0, 23, 0x53)), STRICT).nextStep())
          .startsWith("microcode SPL 0x53 < 0x54: ");
    }

    @Test
    @DisplayName("microcode has a floor for each processor; one without is refused")
    void microcodeByProcessor() throws Exception {
      Consumer<SnpReportFields> genoaX =
          f ->
              f.cpuid(new BinaryWriter().u8(0x19).u8(0x11).u8(2).toBytes())
                  .launchTcb(tcb(10, 0, 23, 0x4f));
      assertThat(appraise(genoaX, STRICT)).isEmpty();
      var unknown =
          only(f -> f.cpuid(new BinaryWriter().u8(0x19).u8(0x12).u8(0).toBytes()), STRICT);
      assertThat(unknown.rule()).isEqualTo(SnpRule.PROCESSOR_UNKNOWN);
      assertThat(unknown.actual()).isEqualTo("family 19h model 12h stepping 0");
    }

    @Test
    @DisplayName("CURRENT and COMMITTED firmware version")
    void firmware() throws Exception {
      var floors = SnpFloors.of("AMD-SB-0000", NONE);
      for (var floor :
          List.of(
              new FirmwareVersion(1, 55, 40),
              new FirmwareVersion(1, 56, 0),
              new FirmwareVersion(2, 0, 0))) {
        var policy = STRICT.with(SnpProduct.GENOA, floors.withFirmware(floor));
        assertThat(appraise(f -> {}, policy))
            .extracting(Finding::actual)
            .containsExactly("CURRENT 1.55.39", "COMMITTED 1.55.39");
      }
      for (var floor : List.of(new FirmwareVersion(1, 55, 39), new FirmwareVersion(0, 99, 99))) {
        var policy = STRICT.with(SnpProduct.GENOA, floors.withFirmware(floor));
        assertThat(appraise(f -> {}, policy)).isEmpty();
      }
    }

    // spec: AMD 56860 1.58 ATTESTATION_REPORT
    @Test
    @DisplayName("LAUNCH_MIT_VECTOR, CURRENT_MIT_VECTOR: required bits, version 5 on")
    void mitigations() throws Exception {
      var vectors = new BinaryWriter().u64le(0b0011).u64le(0b1011).toBytes();
      var floors = SnpFloors.of("AMD-SB-0000", NONE);
      Consumer<SnpReportFields> report = f -> f.version(5).patch(0x1f8, vectors);
      assertThat(
              appraise(
                  report, STRICT.with(SnpProduct.GENOA, floors.withMitigations(0b0011, 0b1011))))
          .isEmpty();
      var launch = only(report, STRICT.with(SnpProduct.GENOA, floors.withMitigations(0b0111, 0)));
      assertThat(launch.rule()).isEqualTo(SnpRule.MITIGATION);
      assertThat(launch.actual()).isEqualTo("LAUNCH_MIT_VECTOR lacks 4");
      var current = only(report, STRICT.with(SnpProduct.GENOA, floors.withMitigations(0, 0b1111)));
      assertThat(current.actual()).isEqualTo("CURRENT_MIT_VECTOR lacks 4");
      var older = only(f -> {}, STRICT.with(SnpProduct.GENOA, floors.withMitigations(0, 1)));
      assertThat(older.actual()).isEqualTo("a report of version 3, which has none");
      assertThat(older.nextStep()).contains("cannot be proven before a report of version 5");
    }
  }

  @Nested
  @DisplayName("who and where: products, chips, signers, VMPL")
  class Machines {
    @Test
    void aProductThatIsNotNamedIsRefused() throws Exception {
      var finding = only(f -> {}, STRICT.without(SnpProduct.GENOA));
      assertThat(finding.rule()).isEqualTo(SnpRule.PRODUCT_REFUSED);
      assertThat(finding.expected()).isEqualTo("one of [Turin]");
    }

    @Test
    @DisplayName("TEE.fail, Battering RAM: forged reports chain correctly, so only listed chips")
    void onlyListedChips() throws Exception {
      assertThat(appraise(f -> {}, STRICT.withChips(Expectation.oneOf(chip())))).isEmpty();
      var other = STRICT.withChips(Expectation.oneOf(Bytes.zeros(64)));
      assertThat(only(f -> {}, other).rule()).isEqualTo(SnpRule.CHIP_UNLISTED);
    }

    @Test
    void onlyAcceptedKindsOfKeys() throws Exception {
      var vlek = new SnpSigners(false, Set.of("CN=cc-eu-west-1.amazonaws.com"));
      var finding = only(f -> {}, STRICT.withSigners(vlek));
      assertThat(finding.rule()).isEqualTo(SnpRule.SIGNER);
      assertThat(finding.actual()).isEqualTo("a VCEK");
    }

    @Test
    void onlyAcceptedPrivilegeLevels() throws Exception {
      assertThat(appraise(f -> f.vmpl(2), STRICT.withVmpls(Set.of(1, 2)))).isEmpty();
      for (long vmpl : new long[] {1, 3, 0xffff_ffffL}) {
        assertThat(only(f -> f.vmpl(vmpl), STRICT).rule()).isEqualTo(SnpRule.VMPL);
      }
      assertThat(only(f -> {}, STRICT.withVmpls(Set.of(1))).rule()).isEqualTo(SnpRule.VMPL);
    }
  }

  @Nested
  @DisplayName("AMD 56860 8.18: what the ID block put into the report")
  class Guests {
    private static final Bytes KEY = Bytes.utf8("key").sha384();
    private static final Bytes ID = Bytes.utf8("0123456789abcdef");

    private static SnpPolicy guest(Expectation ids, Expectation authors, long svn) {
      return STRICT.withGuest(
          new SnpGuest(ids, authors, Expectation.any(), Expectation.any(), svn));
    }

    @Test
    void idKey() throws Exception {
      var policy = guest(Expectation.oneOf(KEY), Expectation.any(), 0);
      assertThat(appraise(f -> f.patch(0xe0, KEY), policy)).isEmpty();
      var none = only(f -> {}, policy);
      assertThat(none.rule()).isEqualTo(SnpRule.ID_KEY);
      assertThat(none.actual()).isEqualTo("none");
    }

    @Test
    @DisplayName("AUTHOR_KEY_DIGEST counts only with AUTHOR_KEY_EN")
    void authorKey() throws Exception {
      var policy = guest(Expectation.any(), Expectation.oneOf(KEY), 0);
      assertThat(appraise(f -> f.keyInfo(1).patch(0x110, KEY), policy)).isEmpty();
      assertThat(only(f -> f.patch(0x110, KEY), policy).actual()).isEqualTo("AUTHOR_KEY_EN 0");
      assertThat(only(f -> f.keyInfo(1), policy).rule()).isEqualTo(SnpRule.AUTHOR_KEY);
    }

    @Test
    void familyImageAndSecurityVersion() throws Exception {
      var keys = Expectation.oneOf(KEY, Bytes.zeros(48));
      var families =
          STRICT.withGuest(
              new SnpGuest(keys, Expectation.any(), Expectation.oneOf(ID), Expectation.any(), 0));
      assertThat(appraise(f -> f.patch(0x10, ID), families)).isEmpty();
      assertThat(only(f -> {}, families).rule()).isEqualTo(SnpRule.FAMILY_ID);
      var images =
          STRICT.withGuest(
              new SnpGuest(keys, Expectation.any(), Expectation.any(), Expectation.oneOf(ID), 0));
      assertThat(appraise(f -> f.patch(0x20, ID), images)).isEmpty();
      assertThat(only(f -> {}, images).rule()).isEqualTo(SnpRule.IMAGE_ID);
      var versions = guest(keys, Expectation.any(), 0xffff_ffffL);
      assertThat(only(f -> {}, versions).rule()).isEqualTo(SnpRule.GUEST_SVN);
      var highest = new BinaryWriter().u32le(0xffff_ffffL).toBytes();
      assertThat(appraise(f -> f.patch(4, highest), versions)).isEmpty();
    }
  }

  @Nested
  @DisplayName("versions after 5")
  class LaterVersions {
    @Test
    void areAuthenticAndAWarning() throws Exception {
      var plain = only(f -> f.version(6), STRICT);
      assertThat(plain.rule()).isEqualTo(SnpRule.VERSION_UNKNOWN);
      assertThat(plain.rule().tier()).isEqualTo(Tier.WARNING);
      var extended = only(f -> f.version(7).patch(0x208, Bytes.utf8("ETCB")), STRICT);
      assertThat(extended.rule()).isEqualTo(SnpRule.VERSION_UNKNOWN);
      assertThat(extended.actual()).startsWith("version 7 with unknown [0x208: 45544342");
    }

    @Test
    void areJudgedLikeAnyOther() throws Exception {
      assertThat(appraise(f -> f.version(6).policy(0xb0000), STRICT))
          .extracting("rule")
          .containsExactly(SnpRule.VERSION_UNKNOWN, SnpRule.DEBUG);
    }
  }

  @Nested
  @DisplayName("what nothing can satisfy cannot be built")
  class Unbuildable {
    private void refused(ThrowingCallable build) {
      assertThatThrownBy(build).isInstanceOf(IllegalArgumentException.class);
    }

    // spec: AMD 56860 4.3 POLICY SMT, RAPL_DIS, CIPHERTEXT_HIDING
    @Test
    void contradictionsOfGuestAndPlatform() {
      refused(
          () ->
              STRICT
                  .with(GuestPolicyBit.SMT, Demand.FORBID)
                  .with(PlatformBit.SMT_EN, Demand.REQUIRE));
      refused(
          () ->
              STRICT
                  .with(GuestPolicyBit.RAPL_DIS, Demand.REQUIRE)
                  .with(PlatformBit.RAPL_DIS, Demand.FORBID));
      refused(
          () ->
              STRICT
                  .with(PlatformBit.CIPHERTEXT_HIDING_DRAM_EN, Demand.FORBID)
                  .with(GuestPolicyBit.CIPHERTEXT_HIDING, Demand.REQUIRE));
    }

    @Test
    void emptyListsAndValuesOfAnotherLength() {
      refused(() -> new Expectation.OneOf(Set.of()));
      refused(() -> STRICT.withChips(Expectation.oneOf(Bytes.zeros(63))));
      refused(() -> STRICT.withVmpls(Set.of()));
      refused(() -> STRICT.withVmpls(Set.of(4)));
      refused(() -> new SnpSigners(false, Set.of()));
      refused(() -> STRICT.without(SnpProduct.GENOA).without(SnpProduct.TURIN));
      var any = Expectation.any();
      refused(() -> new SnpGuest(Expectation.oneOf(Bytes.zeros(47)), any, any, any, 0));
    }

    @Test
    @DisplayName("FAMILY_ID, IMAGE_ID and GUEST_SVN without a signer that the policy names")
    void guestDemandsWithoutSigner() {
      var any = Expectation.any();
      var id = Expectation.oneOf(Bytes.zeros(16));
      refused(() -> new SnpGuest(any, any, id, any, 0));
      refused(() -> new SnpGuest(any, any, any, id, 0));
      refused(() -> new SnpGuest(any, any, any, any, 1));
      refused(() -> new SnpGuest(any, any, any, any, -1));
    }

    @Test
    @DisplayName("Milan without a list of chips; floors of another product's layout")
    void floorsOfAnotherProduct() {
      var none = SnpFloors.of("none", new SnpTcb(0, 0, 0, 0, 0));
      refused(() -> STRICT.with(SnpProduct.MILAN, none));
      refused(() -> STRICT.with(SnpProduct.GENOA, SnpFloors.of("none", new SnpTcb(1, 0, 0, 0, 0))));
      refused(
          () ->
              STRICT.with(SnpProduct.GENOA, none.withMicrocode(Map.of(new Cpuid(0x19, 1, 1), 1))));
    }
  }
}
