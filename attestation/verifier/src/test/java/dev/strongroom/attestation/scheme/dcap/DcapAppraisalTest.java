package dev.strongroom.attestation.scheme.dcap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Genuine;
import dev.strongroom.attestation.demand.Demand;
import dev.strongroom.attestation.demand.Expectation;
import dev.strongroom.attestation.finding.DcapRule;
import dev.strongroom.attestation.scheme.dcap.quote.SgxReportBody;
import dev.strongroom.attestation.scheme.dcap.quote.TdAttribute;
import dev.strongroom.attestation.scheme.dcap.quote.TdAttributes;
import dev.strongroom.attestation.scheme.dcap.quote.TdReport;
import dev.strongroom.attestation.scheme.dcap.tcb.TcbPolicy;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("vectors")
class DcapAppraisalTest {
  private static final Expectation ANY = new Expectation.Any();
  private static final long GOOD_ATTRIBUTES = 1L << TdAttribute.SEPT_VE_DISABLE.bit();

  private static Verified<EndorsedQuote> tdx() throws MalformedException {
    return GenuineDcap.verified(
        GenuineDcap.quote("tdx/v5-uptodate-eval18"),
        GenuineDcap.bundle("tdx/v5-uptodate-eval18/collateral.json"),
        GenuineDcap.EARLY_2026);
  }

  private static Verified<EndorsedQuote> sgx() throws MalformedException {
    return GenuineDcap.verified(
        GenuineDcap.quote("sgx/v3-config-and-swhardening"),
        GenuineDcap.bundle("sgx/v3-config-and-swhardening/collateral.json"),
        Instant.parse("2025-07-01T00:00:00Z"));
  }

  private static TdReport td() throws MalformedException {
    return (TdReport) tdx().evidence().quote().body();
  }

  private static TdReport with(TdReport td, long attributes) {
    return with(td, attributes, td.mrSignerSeam(), td.seamAttributes());
  }

  private static TdReport with(
      TdReport td, long attributes, Bytes mrSignerSeam, Bytes seamAttributes) {
    return new TdReport(
        td.teeTcbSvn(),
        td.mrSeam(),
        mrSignerSeam,
        seamAttributes,
        new TdAttributes(attributes),
        td.xfam(),
        td.mrTd(),
        td.mrConfigId(),
        td.mrOwner(),
        td.mrOwnerConfig(),
        td.rtmrs(),
        td.reportData(),
        td.teeTcbSvn2(),
        td.mrServiceTd());
  }

  private static String codes(TdReport td, TdPolicy policy) {
    return GenuineDcap.codes(TdAppraisal.findings(td, policy));
  }

  // spec: TDX Module ABI 348551 ATTRIBUTES
  @Nested
  @DisplayName("TDATTRIBUTES")
  class Attributes {
    @Test
    @DisplayName("every bit by itself under the strict policy")
    void strictPolicy() throws Exception {
      var wanted =
          Map.of(
              29,
              "tdx.migratable",
              62,
              "tdx.attribute",
              63,
              "tdx.perfmon",
              27,
              "",
              28,
              "",
              30,
              "",
              31,
              "");
      for (int bit = 0; bit < Long.SIZE; bit++) {
        var expected = bit < 8 ? "tdx.debug" : wanted.getOrDefault(bit, "tdx.attributes-unknown");
        assertThat(codes(with(td(), GOOD_ATTRIBUTES | 1L << bit), TdPolicy.strict()))
            .as("bit %d", bit)
            .isEqualTo(expected);
      }
    }

    @Test
    @DisplayName("SEPT_VE_DISABLE is required by default, and a policy's choice")
    void septVeDisable() throws Exception {
      var without = with(td(), 0);
      assertThat(codes(without, TdPolicy.strict())).isEqualTo("tdx.sept-ve-disable");
      var early = TdPolicy.strict().with(TdAttribute.SEPT_VE_DISABLE, Demand.ANY);
      assertThat(codes(without, early)).isEmpty();
      var forbidding = TdPolicy.strict().with(TdAttribute.SEPT_VE_DISABLE, Demand.FORBID);
      assertThat(codes(td(), forbidding)).isEqualTo("tdx.sept-ve-disable");
    }

    @Test
    @DisplayName("require, forbid and any, for every named bit")
    void eachDemand() throws Exception {
      for (var attribute : TdAttribute.values()) {
        var set = with(td(), GOOD_ATTRIBUTES | 1L << attribute.bit());
        var clear = with(td(), GOOD_ATTRIBUTES & ~(1L << attribute.bit()));
        for (var demand : Demand.values()) {
          var policy = TdPolicy.strict().with(attribute, demand);
          assertThat(codes(set, policy).isEmpty()).isEqualTo(demand != Demand.FORBID);
          assertThat(codes(clear, policy).isEmpty()).isEqualTo(demand != Demand.REQUIRE);
        }
      }
    }

    @Test
    void aPolicyHasADemandForEach() throws Exception {
      var strict = TdPolicy.strict();
      assertThatThrownBy(
              () ->
                  new TdPolicy(
                      Map.of(TdAttribute.DEBUG, Demand.FORBID),
                      strict.allowedXfam(),
                      ANY,
                      ANY,
                      List.of(ANY, ANY, ANY, ANY),
                      ANY,
                      ANY,
                      ANY,
                      ANY))
          .hasMessage("attributes: want a demand for each");
      assertThatThrownBy(() -> strict.withMeasurements(ANY, List.of(ANY), ANY))
          .hasMessage("rtmrs: want 4, got 1");
    }
  }

  @Nested
  @DisplayName("measurements and what the launch bound")
  class Values {
    @Test
    void acceptsTheListedValues() throws Exception {
      var td = td();
      var rtmrs = td.rtmrs().stream().map(Expectation::exactly).toList();
      var policy =
          TdPolicy.strict()
              .withMeasurements(
                  Expectation.exactly(td.mrTd()), rtmrs, Expectation.exactly(td.mrConfigId()));
      assertThat(DcapAppraisal.td(tdx(), policy)).isEmpty();
    }

    @Test
    @DisplayName("each value by itself: exactly its finding")
    void refusesOthers() throws Exception {
      var td = td();
      var other = Expectation.exactly(Bytes.copyOf(new byte[48]).concat(Bytes.empty()));
      var wrong = Expectation.exactly(Genuine.flipped(td.mrTd(), 0));
      assertThat(codes(td, all(wrong, ANY, ANY, ANY, ANY, ANY))).isEqualTo("tdx.module-digest");
      assertThat(codes(td, all(ANY, wrong, ANY, ANY, ANY, ANY))).isEqualTo("tdx.measurement");
      assertThat(codes(td, all(ANY, ANY, wrong, ANY, ANY, ANY))).isEqualTo("tdx.config-id");
      assertThat(codes(td, all(ANY, ANY, ANY, wrong, ANY, ANY))).isEqualTo("tdx.owner");
      assertThat(codes(td, all(ANY, ANY, ANY, ANY, wrong, ANY))).isEqualTo("tdx.owner");
      assertThat(codes(td, all(ANY, ANY, ANY, ANY, ANY, wrong))).isEqualTo("tdx.service-td");
      assertThat(codes(td, all(ANY, ANY, other, other, other, other))).isEmpty();
      for (int i = 0; i < 4; i++) {
        var rtmrs = new Expectation[] {ANY, ANY, ANY, ANY};
        rtmrs[i] = wrong;
        var policy = TdPolicy.strict().withMeasurements(ANY, List.of(rtmrs), ANY);
        var findings = TdAppraisal.findings(td, policy);
        assertThat(findings).hasSize(1);
        assertThat(findings.getFirst().actual()).startsWith("RTMR" + i + " ");
      }
    }

    private TdPolicy all(
        Expectation mrSeam,
        Expectation mrTd,
        Expectation mrConfigId,
        Expectation mrOwner,
        Expectation mrOwnerConfig,
        Expectation mrServiceTd) {
      var strict = TdPolicy.strict();
      return new TdPolicy(
          strict.attributes(),
          strict.allowedXfam(),
          mrSeam,
          mrTd,
          List.of(ANY, ANY, ANY, ANY),
          mrConfigId,
          mrOwner,
          mrOwnerConfig,
          mrServiceTd);
    }

    @Test
    @DisplayName("XFAM: a feature that the policy does not allow")
    void xfam() throws Exception {
      var s = TdPolicy.strict();
      var narrow =
          new TdPolicy(
              s.attributes(), 0x602e7, ANY, ANY, List.of(ANY, ANY, ANY, ANY), ANY, ANY, ANY, ANY);
      var narrower =
          new TdPolicy(
              s.attributes(), 0x2e7, ANY, ANY, List.of(ANY, ANY, ANY, ANY), ANY, ANY, ANY, ANY);
      assertThat(codes(td(), narrow)).isEmpty();
      assertThat(codes(td(), narrower)).isEqualTo("tdx.xfam");
    }

    // spec: TDX DCAP Quoting Library API A.3 MRSIGNERSEAM, SEAMATTRIBUTES
    @Test
    @DisplayName("MRSIGNERSEAM and SEAMATTRIBUTES must be zero whatever the policy")
    void moduleSigner() throws Exception {
      var td = td();
      var signer =
          with(td, GOOD_ATTRIBUTES, Genuine.flipped(td.mrSignerSeam(), 47), Bytes.zeros(8));
      var seam = with(td, GOOD_ATTRIBUTES, Bytes.zeros(48), Genuine.flipped(Bytes.zeros(8), 7));
      assertThat(codes(signer, TdPolicy.strict())).isEqualTo("tdx.module-signer");
      assertThat(codes(seam, TdPolicy.strict())).isEqualTo("tdx.module-signer");
    }

    @Test
    @DisplayName("a listed service TD is accepted")
    void serviceTd() throws Exception {
      var td = (TdReport) GenuineDcap.quote("tdx/v5-tcb-recovery-pair").body();
      assertThat(codes(td, TdPolicy.strict())).isEqualTo("tdx.service-td");
      var listed = TdPolicy.strict().withServiceTd(Expectation.exactly(td.mrServiceTd()));
      assertThat(codes(td, listed)).isEmpty();
    }
  }

  @Test
  @DisplayName("Cocos GHSA-4px3-wj2x-xx47: REPORTDATA is compared, every bit of 64 bytes")
  void comparesReportData() throws Exception {
    var verified = tdx();
    var right = td().reportData();
    assertThat(DcapAppraisal.bound(verified, right)).isEmpty();
    for (int bit = 0; bit < 512; bit++) {
      var wrong = Genuine.flipped(right, bit / 8, 1 << bit % 8);
      assertThat(DcapAppraisal.bound(verified, wrong))
          .extracting(f -> f.rule())
          .containsExactly(DcapRule.REPORT_DATA);
    }
    assertThat(DcapAppraisal.bound(verified, Bytes.empty())).hasSize(1);
  }

  @Test
  @DisplayName("TEE.fail, WireTap, Battering RAM: only listed platforms, by PPID")
  void comparesPpid() throws Exception {
    var ppid = Bytes.ofHex("ppid", "2734b654f553596897eaadfb5667a954");
    assertThat(DcapAppraisal.platform(tdx(), Expectation.exactly(ppid))).isEmpty();
    assertThat(DcapAppraisal.platform(tdx(), ANY)).isEmpty();
    var others = new Expectation.OneOf(Set.of(Genuine.flipped(ppid, 0), Bytes.zeros(16)));
    assertThat(GenuineDcap.codes(DcapAppraisal.platform(tdx(), others))).isEqualTo("dcap.platform");
    assertThatThrownBy(() -> new Expectation.OneOf(Set.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @DisplayName("TEE.fail, WireTap: how memory is encrypted is said by the signed PCK certificate")
  void exposesHowMemoryIsEncrypted() throws Exception {
    // 1 is deterministic encryption without an integrity tree.
    assertThat(tdx().evidence().pck().sgxType()).isEqualTo(1);
  }

  @Nested
  @DisplayName("SGX")
  class Enclaves {
    private SgxReportBody enclave() throws MalformedException {
      return (SgxReportBody) sgx().evidence().quote().body();
    }

    private String codes(SgxPolicy policy) throws MalformedException {
      return GenuineDcap.codes(DcapAppraisal.sgx(sgx(), policy));
    }

    @Test
    void comparesEachValue() throws Exception {
      var mrEnclave = Expectation.exactly(enclave().mrEnclave());
      var mrSigner = Expectation.exactly(enclave().mrSigner());
      var other = Expectation.exactly(Bytes.zeros(32));
      assertThat(codes(new SgxPolicy(mrEnclave, mrSigner, 0, 0))).isEmpty();
      assertThat(codes(new SgxPolicy(other, mrSigner, 0, 0))).isEqualTo("sgx.enclave");
      assertThat(codes(new SgxPolicy(mrEnclave, other, 0, 0))).isEqualTo("sgx.signer");
      assertThat(codes(new SgxPolicy(mrEnclave, mrSigner, 1, 0))).isEqualTo("sgx.product");
      assertThat(codes(new SgxPolicy(mrEnclave, mrSigner, 0, 1))).isEqualTo("sgx.svn");
    }

    @Test
    void policiesOfTheOtherTeeAreRefused() throws Exception {
      assertThat(codes(new SgxPolicy(ANY, ANY, 0, 0))).isEmpty();
      assertThat(GenuineDcap.codes(DcapAppraisal.td(sgx(), TdPolicy.strict())))
          .isEqualTo("dcap.tee");
      assertThat(GenuineDcap.codes(DcapAppraisal.sgx(tdx(), new SgxPolicy(ANY, ANY, 0, 0))))
          .isEqualTo("dcap.tee");
    }
  }

  @Test
  @DisplayName("an OutOfDate quote reads as advice")
  void outOfDateReadsAsAdvice() throws Exception {
    var verified =
        GenuineDcap.verified(
            GenuineDcap.quote("tdx/v5-tcb-recovery-pair"),
            GenuineDcap.bundle("tdx/v5-tcb-recovery-pair/collateral-eval18-outofdate.json"),
            GenuineDcap.EARLY_2026);
    var strict = DcapAppraisal.tcb(verified, TcbPolicy.STRICT, GenuineDcap.EARLY_2026);
    assertThat(strict.getFirst().describe())
        .isEqualTo(
            "dcap.tcb.out-of-date: got OutOfDate, want UpToDate by evaluation data 18. "
                + "SGX TCB component 1 (Early Microcode Update) 2 < 3,"
                + " SGX TCB component 2 (SGX Late Microcode Update) 2 < 3,"
                + " SGX TCB component 5 (BIOS) 3 < 4,"
                + " TDX TCB component 3 (TDX Late Microcode Update) 2 < 3, SEAM SVN 5 < 6:"
                + " update the microcode, update the BIOS, update the TDX module,"
                + " then fetch the PCK certificate for the new TCB;"
                + " INTEL-SA-01036, INTEL-SA-01079, INTEL-SA-01099, INTEL-SA-01103, INTEL-SA-01111;"
                + " 718 days behind. Update the platform.");
    var lenient = new TcbPolicy(18, Duration.ofDays(718));
    assertThat(GenuineDcap.codes(DcapAppraisal.tcb(verified, lenient, GenuineDcap.EARLY_2026)))
        .isEqualTo("dcap.tcb.out-of-date-grace");
  }
}
