package dev.strongroom.attestation.scheme.dcap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Genuine;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.evidence.RevocationList;
import dev.strongroom.attestation.finding.ChainRule;
import dev.strongroom.attestation.scheme.dcap.quote.Quote;
import dev.strongroom.attestation.scheme.dcap.quote.QuotingEnclave;
import dev.strongroom.attestation.scheme.dcap.quote.TdReport;
import dev.strongroom.attestation.scheme.dcap.tcb.QeIdentity;
import dev.strongroom.attestation.scheme.dcap.tcb.TcbInfo;
import dev.strongroom.attestation.trust.ChainRules;
import dev.strongroom.attestation.trust.ChainVerifier;
import dev.strongroom.attestation.trust.KeyAlgorithm;
import dev.strongroom.attestation.trust.Rejected;
import dev.strongroom.attestation.trust.Revocation;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.testing.Vectors;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class DcapVerifierTest {
  private static final String FOLDER = "tdx/v5-uptodate-eval18";
  private static final Instant AT = GenuineDcap.EARLY_2026;
  private static final int SIGNED = 54 + TdReport.BYTES_1_5;
  private static final int SIGNATURE = SIGNED + 4;
  private static final int QE_REPORT = SIGNATURE + 128 + 6;
  private static final int QE_SIGNATURE = QE_REPORT + 384;

  private static Bytes quote() {
    return GenuineDcap.quoteBytes(FOLDER);
  }

  private static DcapCollateral collateral() throws MalformedException {
    return GenuineDcap.bundle(FOLDER + "/collateral.json");
  }

  private static String verdict(Bytes quote, DcapCollateral collateral) throws MalformedException {
    return verdict(quote, collateral, AT);
  }

  private static String verdict(Bytes quote, DcapCollateral collateral, Instant at)
      throws MalformedException {
    var verification = GenuineDcap.verify(Quote.parse(quote), collateral, at);
    return switch (verification) {
      case Verified<EndorsedQuote> verified -> verified.evidence().tcb().status().text();
      case Rejected<EndorsedQuote>(var findings) -> GenuineDcap.codes(findings);
    };
  }

  private static Bytes zeroed(Bytes value, int at, int length) {
    return value
        .slice(0, at)
        .concat(Bytes.zeros(length))
        .concat(value.slice(at + length, value.length()));
  }

  private static DcapCollateral with(DcapCollateral c, TcbInfo info) {
    return new DcapCollateral(
        info, c.tcbInfoChain(), c.qeIdentity(), c.qeIdentityChain(), c.rootCrl(), c.pckCrl());
  }

  private static DcapCollateral with(DcapCollateral c, QeIdentity identity) {
    return new DcapCollateral(
        c.tcbInfo(), c.tcbInfoChain(), identity, c.qeIdentityChain(), c.rootCrl(), c.pckCrl());
  }

  private static DcapCollateral with(
      DcapCollateral c, RevocationList rootCrl, RevocationList pckCrl) {
    return new DcapCollateral(
        c.tcbInfo(), c.tcbInfoChain(), c.qeIdentity(), c.qeIdentityChain(), rootCrl, pckCrl);
  }

  private static TcbInfo tcbInfo(DcapCollateral c, String from, String to)
      throws MalformedException {
    return TcbInfo.of(changed(c.tcbInfo().signedBytes(), from, to), member("tcb_info_signature"));
  }

  private static QeIdentity qeIdentity(DcapCollateral c, String from, String to)
      throws MalformedException {
    return QeIdentity.of(
        changed(c.qeIdentity().signedBytes(), from, to), member("qe_identity_signature"));
  }

  private static Bytes member(String name) throws MalformedException {
    return GenuineDcap.member(FOLDER + "/collateral.json", name);
  }

  private static Bytes changed(Bytes json, String from, String to) {
    assertThat(json.utf8()).contains(from);
    return Bytes.utf8(json.utf8().replace(from, to));
  }

  // spec: ECDSA Quote Library API A.4 QE Report
  // spec: TDX DCAP Quoting Library API 4.1.2.4.16
  @Test
  void everySingleByteFlipOfAGenuineQuoteIsRefused() throws Exception {
    var quote = quote();
    var collateral = collateral();
    assertThat(verdict(quote, collateral)).isEqualTo("UpToDate");
    int firstOfPem = quote.length() - Quote.parse(quote).certificationData().length();
    var accepted =
        IntStream.range(0, quote.length() - 1)
            // Every byte that is signed or signs; of the PEM text, one in thirteen. The NUL after
            // it
            // may be a space as well.
            .filter(i -> i < firstOfPem || i % 13 == 0)
            .parallel()
            .filter(i -> accepted(Genuine.flipped(quote, i, 1 << i % 8), collateral))
            .boxed()
            .toList();
    assertThat(accepted).isEmpty();
  }

  private static boolean accepted(Bytes quote, DcapCollateral collateral) {
    try {
      return GenuineDcap.verify(Quote.parse(quote), collateral, AT) instanceof Verified;
    } catch (MalformedException e) {
      return false;
    }
  }

  @Test
  void partsVerifiedApartGiveTheSameProof() throws Exception {
    var quote = Quote.parse(quote());
    var c = collateral();
    var anchors = TrustAnchors.production();
    var lists = List.of(c.rootCrl(), c.pckCrl());
    if (DcapVerifier.verifyPckChain(quote.pckChain(), lists, anchors, AT)
            instanceof Verified<CertificateChain> chain
        && DcapVerifier.verifyTcbInfo(c, anchors, AT) instanceof Verified<TcbInfo> info
        && DcapVerifier.verifyQeIdentity(c, anchors, AT) instanceof Verified<QeIdentity> identity) {
      var verification = DcapVerifier.verify(quote, chain, info, identity);
      assertThat(verification).isInstanceOf(Verified.class);
      assertThat(((Verified<EndorsedQuote>) verification).evidence())
          .isEqualTo(GenuineDcap.verified(quote, c, AT).evidence());
      var enclave =
          (Verified<QuotingEnclave>)
              DcapVerifier.verifyQuotingEnclave(quote.quotingEnclave(), chain);
      assertThat(DcapVerifier.verifyUnder(quote, enclave, info, identity))
          .isInstanceOf(Verified.class);
      var forged = Quote.parse(Genuine.flipped(quote(), 60));
      assertThat(DcapVerifier.verifyUnder(forged, enclave, info, identity))
          .isInstanceOf(Rejected.class);
      var unlisted =
          (Verified<CertificateChain>)
              ChainVerifier.verify(
                  quote.pckChain(),
                  new ChainRules(3, KeyAlgorithm.ECDSA_P256_SHA256),
                  anchors,
                  new Revocation.NotGiven(),
                  AT);
      assertThatThrownBy(() -> DcapVerifier.verify(quote, unlisted, info, identity))
          .hasMessage("a certificate was not looked up in revocation lists");
      var other = GenuineDcap.quote("tdx/v5-no-tcb-level");
      assertThatThrownBy(() -> DcapVerifier.verifyUnder(other, enclave, info, identity))
          .hasMessage("the quoting enclave is another quote's");
      return;
    }
    throw new AssertionError("a genuine part was rejected");
  }

  @Test
  @DisplayName("without collateral: one finding if all signatures hold, more if not")
  void withoutCollateral() throws Exception {
    var quote = Quote.parse(quote());
    assertThat(withoutCollateral(quote)).isEqualTo("dcap.collateral-absent");
    var forged = Quote.parse(Genuine.flipped(quote(), SIGNATURE + 40));
    assertThat(withoutCollateral(forged)).isEqualTo("report.signature dcap.collateral-absent");
    var early =
        DcapVerifier.verifyWithoutCollateral(
            quote, quote.pckChain(), TrustAnchors.production(), Instant.EPOCH);
    assertThat(GenuineDcap.codes(early.findings()))
        .isEqualTo("chain.validity dcap.collateral-absent");
  }

  private static String withoutCollateral(Quote quote) throws MalformedException {
    return GenuineDcap.codes(
        DcapVerifier.verifyWithoutCollateral(quote, quote.pckChain(), TrustAnchors.production(), AT)
            .findings());
  }

  @Nested
  @DisplayName("4.1.2.4.12 and .16: signatures")
  class Signatures {
    @Test
    @DisplayName("CVE-2022-21449: r = s = 0 verifies nowhere")
    void zeroSignatures() throws Exception {
      var c = collateral();
      assertThat(verdict(zeroed(quote(), SIGNATURE, 64), c)).isEqualTo("report.signature");
      assertThat(verdict(zeroed(quote(), QE_SIGNATURE, 64), c)).isEqualTo("report.signature");
      var zero = Bytes.zeros(64);
      assertThat(verdict(quote(), with(c, TcbInfo.of(c.tcbInfo().signedBytes(), zero))))
          .isEqualTo("report.signature");
      assertThat(verdict(quote(), with(c, QeIdentity.of(c.qeIdentity().signedBytes(), zero))))
          .isEqualTo("report.signature");
    }

    // spec: TDX DCAP Quoting Library API 4.1.2.4.16
    @Test
    @DisplayName("a quote by another attestation key: the QE does not vouch for it")
    void anotherAttestationKey() throws Exception {
      var other = GenuineDcap.quoteBytes("tdx/v5-no-tcb-level");
      var key = SIGNATURE + 64;
      var swapped =
          quote()
              .slice(0, key)
              .concat(other.slice(key, key + 64))
              .concat(quote().slice(key + 64, quote().length()));
      assertThat(verdict(swapped, collateral())).isEqualTo("dcap.qe-binding");
    }

    // spec: ECDSA Quote Library API A.4 QE Report
    // spec: TDX DCAP Quoting Library API 4.1.2.4.13
    @Test
    @DisplayName("4.1.2.4.13: the zeros behind the digest are compared too")
    void zerosOfReportData() throws Exception {
      var last = QE_REPORT + 383;
      assertThat(verdict(Genuine.flipped(quote(), last), collateral()))
          .isEqualTo("dcap.qe-binding report.signature");
    }

    // spec: ECDSA Quote Library API A.4 Quote Header
    @Test
    @DisplayName("dcap-qvl #127: a QE vendor id of somebody else")
    void foreignVendor() throws Exception {
      assertThat(verdict(Genuine.flipped(quote(), 12), collateral()))
          .isEqualTo("dcap.qe-vendor report.signature");
    }

    // spec: TDX DCAP Quoting Library API 4.1.2.4.12
    @Test
    @DisplayName("the PCK chain of another platform")
    void anotherPlatformsChain() throws Exception {
      var chain = GenuineDcap.quote("tdx/v5-no-tcb-level").pckChain();
      var got =
          DcapVerifier.verify(
              Quote.parse(quote()), chain, collateral(), TrustAnchors.production(), AT);
      assertThat(GenuineDcap.verdict(got, AT)).isEqualTo("rejected: report.signature");
    }

    // spec: Intel SGX PCK Certificate and CRL Profile 1.5 1.1 PCK
    // spec: TDX DCAP Quoting Library API 4.1.2.4.4
    @Test
    @DisplayName("a chain that the same root signed, for another purpose")
    void tcbSigningChainAsPck() throws Exception {
      var signers = Vectors.read(GenuineDcap.COMMON + "tcb-signing-chain.pem");
      var got =
          DcapVerifier.verify(
              Quote.parse(quote()),
              CertificateChain.parse(signers),
              collateral(),
              TrustAnchors.production(),
              AT);
      assertThat(GenuineDcap.verdict(got, AT)).isEqualTo("rejected: chain.length");
    }

    // spec: Intel SGX PCK Certificate and CRL Profile 1.5 1.1 TCB signing
    @Test
    @DisplayName("a PCK CA in the place of the TCB signing certificate")
    void pckCaAsTcbSigning() throws Exception {
      var c = collateral();
      var pck = Quote.parse(quote()).pckChain().certificates();
      var chain = new CertificateChain(pck.subList(1, 3));
      var swapped =
          new DcapCollateral(
              c.tcbInfo(), chain, c.qeIdentity(), c.qeIdentityChain(), c.rootCrl(), c.pckCrl());
      assertThat(verdict(quote(), swapped)).startsWith("chain.constraints");
    }
  }

  @Nested
  @DisplayName("4.1.2.4.9 to .11: TCB info")
  class TcbInformation {
    @Test
    void refusesAChangedByte() throws Exception {
      var c = collateral();
      assertThat(verdict(quote(), with(c, tcbInfo(c, "\"svn\":4", "\"svn\":3"))))
          .isEqualTo("report.signature");
      assertThat(verdict(quote(), with(c, tcbInfo(c, "\"fmspc\":", "\"fmspc\" :"))))
          .as("white space is signed as well")
          .isEqualTo("report.signature");
    }

    // spec: TDX DCAP Quoting Library API 4.1.2.4.10
    @Test
    @DisplayName("of another FMSPC")
    void refusesAnotherFmspc() throws Exception {
      var at = Instant.parse("2026-02-20T00:00:00Z");
      var other = GenuineDcap.bundle("tdx/v4-gcp-ccel/collateral-eval18.json").tcbInfo();
      assertThat(verdict(quote(), with(collateral(), other), at)).isEqualTo("dcap.fmspc");
    }

    // spec: TDX DCAP Quoting Library API 4.1.2.4.9
    @Test
    @DisplayName("of SGX for a TDX quote")
    void refusesSgxTcbInfo() throws Exception {
      var at = Instant.parse("2025-07-01T00:00:00Z");
      var c = GenuineDcap.bundle("tdx/v4-uptodate-eval17/collateral.json");
      var sgx = GenuineDcap.bundle("sgx/v3-config-and-swhardening/collateral.json");
      assertThat(
              verdict(GenuineDcap.quoteBytes("tdx/v4-uptodate-eval17"), with(c, sgx.tcbInfo()), at))
          .isEqualTo("dcap.collateral-tee dcap.fmspc");
    }

    // spec: TDX DCAP Quoting Library API 4.1.2.4.11
    @Test
    @DisplayName("dcap-qvl #124: a TDX module that the TCB info does not name is refused")
    void refusesAnUnknownModule() throws Exception {
      var c = collateral();
      var quote = Quote.parse(quote());
      var evidence = GenuineDcap.verified(quote, c, AT).evidence();
      var renamed = tcbInfo(c, "\"id\":\"TDX_01\"", "\"id\":\"TDX_02\"");
      var findings = evidence.platform().mismatches(renamed, c.qeIdentity());
      assertThat(GenuineDcap.codes(findings)).isEqualTo("tdx.module-identity");
      assertThat(findings.getFirst().actual()).isEqualTo("versions [0, 2, 3]");
    }

    // spec: TDX DCAP Quoting Library API 4.1.2.4.11
    @Test
    @DisplayName("4.1.2.4.11: MRSIGNERSEAM and SEAMATTRIBUTES of the module's identity")
    void comparesTheModulesSigner() throws Exception {
      var c = collateral();
      var platform = GenuineDcap.verified(Quote.parse(quote()), c, AT).evidence().platform();
      var zero = "0".repeat(96);
      var signer = tcbInfo(c, "\"mrsigner\":\"" + zero, "\"mrsigner\":\"1" + zero.substring(1));
      assertThat(GenuineDcap.codes(platform.mismatches(signer, c.qeIdentity())))
          .isEqualTo("tdx.module-identity");
      var attributes =
          tcbInfo(c, "\"attributes\":\"0000000000000000", "\"attributes\":\"0000000000000001");
      assertThat(GenuineDcap.codes(platform.mismatches(attributes, c.qeIdentity())))
          .isEqualTo("tdx.module-identity");
    }

    // spec: Intel PCS API version 4 issueDate, nextUpdate
    @Test
    @DisplayName("out of its time, by a second")
    void refusesOutsideItsTime() throws Exception {
      var c = collateral();
      var before = c.tcbInfo().issueDate().minusSeconds(1);
      assertThat(verdict(quote(), c, before)).isEqualTo("dcap.collateral-time");
      assertThat(verdict(quote(), c, c.tcbInfo().issueDate())).isEqualTo("UpToDate");
    }
  }

  @Nested
  @DisplayName("4.1.2.4.14 and .15: identity of the quoting enclave")
  class Identity {
    @Test
    @DisplayName(
        "CVE-2026-22696, GHSA-796p-j2gh-9m2q: an identity that Intel did not sign is refused")
    void refusesAForgedIdentity() throws Exception {
      var c = collateral();
      for (var change :
          List.of(
              new String[] {"\"isvprodid\":2", "\"isvprodid\":3"},
              new String[] {"DC9E2A7C", "DC9E2A7D"},
              new String[] {"\"isvsvn\":4", "\"isvsvn\":3"},
              new String[] {"2024-11-13", "2026-11-13"},
              new String[] {"FBFFFFFF", "00000000"})) {
        assertThat(c.qeIdentity().signedBytes().utf8()).contains(change[0]);
        var forged = with(c, qeIdentity(c, change[0], change[1]));
        assertThat(verdict(quote(), forged)).as(change[0]).startsWith("report.signature");
      }
    }

    // spec: TDX DCAP Quoting Library API 4.1.2.4.14
    @Test
    @DisplayName("QE for TD_QE: Intel's own identity, of the other enclave")
    void refusesTheOtherEnclavesIdentity() throws Exception {
      var at = Instant.parse("2025-07-01T00:00:00Z");
      var c = GenuineDcap.bundle("tdx/v4-uptodate-eval17/collateral.json");
      var sgx = GenuineDcap.bundle("sgx/v3-config-and-swhardening/collateral.json");
      var swapped = with(c, sgx.qeIdentity());
      assertThat(verdict(GenuineDcap.quoteBytes("tdx/v4-uptodate-eval17"), swapped, at))
          .isEqualTo("dcap.collateral-tee dcap.qe-identity");
    }

    // spec: TDX DCAP Quoting Library API 4.1.2.4.15
    @Test
    @DisplayName("each field of the enclave is compared, under its mask")
    void comparesEachField() throws Exception {
      var c = collateral();
      var enclave = Quote.parse(quote()).quotingEnclave().report();
      for (var change :
          List.of(
              new String[] {"\"miscselect\":\"00000000\"", "\"miscselect\":\"00000001\""},
              new String[] {"\"attributes\":\"11", "\"attributes\":\"13"},
              new String[] {"DC9E2A7C", "DC9E2A7D"},
              new String[] {"\"isvprodid\":2", "\"isvprodid\":3"})) {
        assertThat(qeIdentity(c, change[0], change[1]).mismatches(enclave))
            .as(change[0])
            .hasSize(1);
      }
      var looser = qeIdentity(c, "\"attributesMask\":\"FB", "\"attributesMask\":\"11");
      assertThat(looser.mismatches(enclave)).isEmpty();
    }
  }

  @Nested
  @DisplayName("4.1.2.4.6 and .7: revocation lists")
  class Lists {
    @Test
    @DisplayName("stale, or not yet valid")
    void refusesStaleLists() throws Exception {
      var c = collateral();
      var stale = GenuineDcap.crl(GenuineDcap.COMMON + "pck-platform-crl-20251013-20251112.der");
      assertThat(verdict(quote(), with(c, c.rootCrl(), stale))).isEqualTo("chain.crl-stale");
      var staleRoot = GenuineDcap.crl(GenuineDcap.COMMON + "root-crl-20230403-20240402.der");
      assertThat(verdict(quote(), with(c, staleRoot, c.pckCrl()))).isEqualTo("chain.crl-stale");
      var later = GenuineDcap.crl(GenuineDcap.COMMON + "pck-platform-crl-20260316-20260415.der");
      assertThat(verdict(quote(), with(c, c.rootCrl(), later))).isEqualTo("chain.crl-stale");
    }

    // spec: RFC 5280 6.3.3 (a)(b)(f)(g)(j)
    @Test
    @DisplayName("of the Processor CA for a PCK of the Platform CA")
    void refusesAnotherIssuersList() throws Exception {
      var at = Instant.parse("2026-02-01T00:00:00Z");
      var c = GenuineDcap.bundle("tdx/v4-gcp-ccel/collateral-eval18.json");
      var quote = GenuineDcap.quoteBytes("tdx/v4-gcp-ccel");
      assertThat(verdict(quote, c, at)).isEqualTo("OutOfDate");
      var processor =
          GenuineDcap.crl(GenuineDcap.COMMON + "pck-processor-crl-20260112-20260211.der");
      assertThat(verdict(quote, with(c, c.rootCrl(), processor), at))
          .isEqualTo("chain.crl-foreign");
    }

    @Test
    @DisplayName("one list in both places leaves the other certificates unproven")
    void needsBothLists() throws Exception {
      var c = collateral();
      assertThat(verdict(quote(), with(c, c.pckCrl(), c.pckCrl()))).isEqualTo("chain.crl-foreign");
      assertThat(verdict(quote(), with(c, c.rootCrl(), c.rootCrl())))
          .isEqualTo("chain.crl-foreign");
    }
  }

  @Test
  @DisplayName("genuine quotes are refused under the simulation profile, for each part")
  void refusesUnderSimulation() throws Exception {
    var quote = Quote.parse(quote());
    var anchors = TrustAnchors.simulation(List.of(Bytes.zeros(32)));
    var got = DcapVerifier.verify(quote, quote.pckChain(), collateral(), anchors, AT);
    assertThat(GenuineDcap.verdict(got, AT)).isEqualTo("rejected: chain.root-profile");
    var findings = new ArrayList<>(((Rejected<EndorsedQuote>) got).findings());
    assertThat(findings).allMatch(f -> f.rule() == ChainRule.ROOT_PROFILE);
  }

  @Test
  @DisplayName("collateral: absent members, wrong kinds, lists that are none")
  void refusesBadBundles() {
    assertThatThrownBy(() -> DcapCollateral.ofJson(Bytes.utf8("{}")))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("tcb_info: is absent or not text");
    assertThatThrownBy(() -> DcapCollateral.ofJson(Bytes.utf8("{\"tcb_info\":\"{}\"")))
        .isInstanceOf(MalformedException.class);
    assertThatThrownBy(() -> DcapCollateral.ofJson(Bytes.zeros(4 * 1024 * 1024 + 1)))
        .hasMessageContaining("limit 4 MiB");
  }
}
