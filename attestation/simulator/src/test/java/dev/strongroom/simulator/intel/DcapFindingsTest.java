package dev.strongroom.simulator.intel;

import static dev.strongroom.simulator.intel.Intel.INTEL;
import static dev.strongroom.simulator.intel.Intel.NOW;
import static dev.strongroom.simulator.intel.Intel.PLATFORM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.scheme.dcap.DcapAppraisal;
import dev.strongroom.attestation.scheme.dcap.DcapCollateral;
import dev.strongroom.attestation.scheme.dcap.DcapVerifier;
import dev.strongroom.attestation.scheme.dcap.EndorsedQuote;
import dev.strongroom.attestation.scheme.dcap.quote.Quote;
import dev.strongroom.attestation.scheme.dcap.tcb.TcbPolicy;
import dev.strongroom.attestation.trust.Rejected;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.simulator.pki.P256Key;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Quotes and collateral that are signed as they must be, each with one thing out of order: exactly
/// that is found.
class DcapFindingsTest {
  private static final TrustAnchors ANCHORS =
      TrustAnchors.simulation(List.of(INTEL.rootFingerprint()));
  private static final TcbPolicy POLICY = new TcbPolicy(20, Duration.ZERO);
  private static final Bytes DATA = Bytes.utf8("transcript").sha384().concat(Bytes.zeros(16));

  private static TdReportFields td() {
    return new TdReportFields().reportData(DATA);
  }

  private static IntelCollateralFields collateral() {
    return IntelCollateralFields.tdx(INTEL, PLATFORM.pck(), NOW);
  }

  private static Bytes hex(String hex) {
    return Bytes.copyOf(HexFormat.of().parseHex(hex));
  }

  /// Codes of all findings.
  private static List<String> codes(Bytes quote, IntelCollateralFields collateral)
      throws MalformedException {
    var parsed = Quote.parse(quote);
    var given = DcapCollateral.ofJson(collateral.sign().toJson());
    var result = DcapVerifier.verify(parsed, parsed.pckChain(), given, ANCHORS, NOW);
    var findings = new ArrayList<Finding>();
    switch (result) {
      case Rejected<EndorsedQuote>(var reasons) -> findings.addAll(reasons);
      case Verified<EndorsedQuote> verified -> {
        findings.addAll(DcapAppraisal.intrinsic(verified, POLICY, NOW));
        findings.addAll(DcapAppraisal.bound(verified, DATA));
      }
    }
    return findings.stream().map(finding -> finding.rule().code()).toList();
  }

  @Test
  void goodQuotesOfEveryKindHold() throws Exception {
    assertThat(codes(PLATFORM.sign(QuoteFields.tdx4(td())), collateral())).isEmpty();
    assertThat(codes(PLATFORM.sign(QuoteFields.tdx5(td())), collateral())).isEmpty();
    assertThat(codes(PLATFORM.sign(QuoteFields.tdx5Td15(td())), collateral())).isEmpty();
    var padded = QuoteFields.tdx4(td()).padding(Bytes.utf8("left over"));
    assertThat(codes(PLATFORM.sign(padded), collateral())).isEmpty();
    var enclave = new EnclaveReportFields().reportData(DATA);
    var sgx = IntelCollateralFields.sgx(INTEL, PLATFORM.pck(), NOW);
    assertThat(codes(PLATFORM.sign(QuoteFields.sgx3(enclave)), sgx)).isEmpty();
    var processor = Intel.platform(new PckFields().ca(PckCa.PROCESSOR));
    assertThat(
            codes(
                processor.sign(QuoteFields.sgx3(enclave)),
                IntelCollateralFields.sgx(INTEL, processor.pck(), NOW)))
        .isEmpty();
    var published = collateral().sign();
    var answers =
        DcapCollateral.of(
            published.tcbInfo().answer(),
            published.tcbInfoIssuerChain().toPem(),
            published.qeIdentity().answer(),
            published.qeIdentityIssuerChain().toPem(),
            published.rootCaCrl(),
            published.pckCrl());
    assertThat(answers.tcbInfo()).isEqualTo(DcapCollateral.ofJson(published.toJson()).tcbInfo());
  }

  @TestFactory
  Stream<DynamicTest> aTdOutOfPolicy() {
    return Stream.of(
        td("debug", f -> f.tdAttributes(0x10000001), "tdx.debug"),
        td("no SEPT_VE_DISABLE", f -> f.tdAttributes(0), "tdx.sept-ve-disable"),
        td("migratable", f -> f.tdAttributes(0x30000000), "tdx.migratable"),
        td("performance counters", f -> f.tdAttributes(0x8000000010000000L), "tdx.perfmon"),
        td("a service TD", f -> f.mrServiceTd(DATA.slice(0, 48)), "tdx.service-td"),
        td("other data", f -> f.reportData(Bytes.zeros(64)), "dcap.report-data"),
        td(
            "an older module",
            f ->
                f.teeTcbSvn(hex("06010400000000000000000000000000"))
                    .teeTcbSvn2(hex("06010400000000000000000000000000")),
            "dcap.tcb.out-of-date"),
        td(
            "an older module, updated since",
            f -> f.teeTcbSvn(hex("06010400000000000000000000000000")),
            "tdx.relaunch-advised"),
        td(
            "an unknown module",
            f -> f.teeTcbSvn(hex("0d020400000000000000000000000000")),
            "tdx.module-identity"),
        td(
            "an older microcode",
            f -> f.teeTcbSvn(hex("0d010300000000000000000000000000")),
            "dcap.tcb.out-of-date"));
  }

  private static DynamicTest td(String name, Consumer<TdReportFields> change, String... codes) {
    return DynamicTest.dynamicTest(
        name,
        () -> {
          var fields = td();
          change.accept(fields);
          var quote = PLATFORM.sign(QuoteFields.tdx5Td15(fields));
          assertThat(codes(quote, collateral())).containsExactlyInAnyOrder(codes);
        });
  }

  @TestFactory
  Stream<DynamicTest> aQuoteThatDoesNotHoldTogether() {
    var other = P256Key.generate(Intel.RANDOM);
    var quoting = EnclaveReportFields.quotingEnclave(PcsDocument.quotingSigner("TD_QE"), 2, 8);
    return Stream.of(
        quote("another vendor", f -> f.qeVendor(Bytes.zeros(16)), "dcap.qe-vendor"),
        quote("r = s = 0", f -> f.signature(Bytes.zeros(64)), "report.signature"),
        quote("another key", f -> f.attestationKey(other.point()), "report.signature"),
        quote("QE r = s = 0", f -> f.qeSignature(Bytes.zeros(64)), "report.signature"),
        quote(
            "QE report without key",
            f -> f.qeReportAsIs(quoting.reportData(Bytes.zeros(64))),
            "dcap.qe-binding"),
        quote(
            "another enclave",
            f -> f.qeReport(EnclaveReportFields.quotingEnclave(DATA.slice(0, 32), 2, 8)),
            "dcap.qe-identity"),
        quote(
            "another product",
            f ->
                f.qeReport(
                    EnclaveReportFields.quotingEnclave(PcsDocument.quotingSigner("TD_QE"), 3, 8)),
            "dcap.qe-identity"),
        quote(
            "a debug enclave",
            f ->
                f.qeReport(
                    EnclaveReportFields.quotingEnclave(PcsDocument.quotingSigner("TD_QE"), 2, 8)
                        .attributes(hex("1700000000000000e700000000000000"))),
            "dcap.qe-identity"),
        quote(
            "an older enclave",
            f ->
                f.qeReport(
                    EnclaveReportFields.quotingEnclave(PcsDocument.quotingSigner("TD_QE"), 2, 7)),
            "dcap.tcb.out-of-date"));
  }

  private static DynamicTest quote(String name, Consumer<QuoteFields> change, String... codes) {
    return DynamicTest.dynamicTest(
        name,
        () -> {
          var fields = QuoteFields.tdx4(td());
          change.accept(fields);
          assertThat(codes(PLATFORM.sign(fields), collateral())).containsExactlyInAnyOrder(codes);
        });
  }

  @TestFactory
  Stream<DynamicTest> collateralOutOfOrder() {
    var later = NOW.plus(Duration.ofDays(2));
    var old = NOW.minus(Duration.ofDays(40));
    return Stream.of(
        collateral(
            "info of tomorrow", c -> c.tcbInfo(i -> i.issued(later)), "dcap.collateral-time"),
        collateral("stale info", c -> c.tcbInfo(i -> i.issued(old)), "dcap.collateral-time"),
        collateral("stale identity", c -> c.qeIdentity(i -> i.issued(old)), "dcap.collateral-time"),
        collateral(
            "another FMSPC", c -> c.tcbInfo(i -> i.set("fmspc", "00A06F000000")), "dcap.fmspc"),
        collateral("another PCE", c -> c.tcbInfo(i -> i.set("pceId", "0001")), "dcap.pce-id"),
        collateral(
            "an older evaluation",
            c -> c.tcbInfo(i -> i.set("tcbEvaluationDataNumber", 19)),
            "dcap.evaluation-number"),
        collateral(
            "advisories, up to date",
            c -> c.tcbInfo(i -> i.set("tcbLevels.0.advisoryIDs", List.of("INTEL-SA-00002")))),
        collateral(
            "revoked level",
            c -> c.tcbInfo(i -> i.set("tcbLevels.0.tcbStatus", "Revoked")),
            "dcap.tcb.revoked"),
        collateral(
            "configuration",
            c -> c.tcbInfo(i -> i.set("tcbLevels.0.tcbStatus", "ConfigurationNeeded")),
            "dcap.tcb.configuration-needed"),
        collateral(
            "hardening",
            c -> c.tcbInfo(i -> i.set("tcbLevels.0.tcbStatus", "SWHardeningNeeded")),
            "dcap.tcb.sw-hardening-needed"),
        collateral(
            "levels out of order",
            c ->
                c.tcbInfo(
                    i -> {
                      var levels = i.at("tcbLevels.0");
                      i.set("tcbLevels.0", i.at("tcbLevels.1")).set("tcbLevels.1", levels);
                    })),
        collateral("a revoked PCK", c -> c.pckRevoked(PLATFORM.chain().leaf()), "chain.revoked"),
        collateral(
            "a revoked PCK CA",
            c -> c.rootRevoked(INTEL.platformCa().certificate()),
            "chain.revoked"),
        collateral(
            "a revoked PCK CA that issued none of it",
            c -> c.rootRevoked(INTEL.processorCa().certificate())),
        collateral(
            "a revoked signer of TCB info and of identities",
            c -> c.rootRevoked(INTEL.tcbSigning().certificate()),
            "chain.revoked"),
        collateral(
            "identity of SGX", c -> c.qeIdentity(i -> i.set("id", "QE")), "dcap.collateral-tee"));
  }

  private static DynamicTest collateral(
      String name, Consumer<IntelCollateralFields> change, String... codes) {
    return DynamicTest.dynamicTest(
        name,
        () -> {
          var fields = collateral();
          change.accept(fields);
          var quote = PLATFORM.sign(QuoteFields.tdx4(td()));
          assertThat(codes(quote, fields)).containsExactlyInAnyOrder(codes);
        });
  }

  @Test
  void aPlatformBehindItsTcbInfo() throws Exception {
    var behind = Intel.platform(new PckFields().component(1, 3).component(2, 3));
    var quote = behind.sign(QuoteFields.tdx4(td()));
    assertThat(codes(quote, collateral())).containsExactly("dcap.tcb.out-of-date");
    var far = Intel.platform(new PckFields().component(8, 4));
    assertThat(codes(far.sign(QuoteFields.tdx4(td())), collateral()))
        .containsExactly("dcap.tcb.not-supported");
    var without = Intel.platform(new PckFields().withoutExtension());
    assertThat(codes(without.sign(QuoteFields.tdx4(td())), collateral()))
        .containsExactly("dcap.pck-extension");
  }
}
