package dev.strongroom.attestation.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Genuine;
import dev.strongroom.attestation.TestChains;
import dev.strongroom.attestation.eventlog.DigestAlgorithm;
import dev.strongroom.attestation.eventlog.EventLog;
import dev.strongroom.attestation.eventlog.FakeLog;
import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.Issuers;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.scheme.tpm.QuoteDemand;
import dev.strongroom.attestation.scheme.tpm.QuoteNonce;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class AzureVerifierTest {
  private static final FakeAzure AZURE = new FakeAzure();
  private static final FakeAzure OTHER = new FakeAzure();
  private static final TestChains AK = TestChains.AK;
  private static final TestChains FOREIGN =
      new TestChains("Azure Virtual TPM Root Certificate Authority 2023", "SHA256withRSA");
  private static final TestChains UNRELATED = new TestChains("ARK-Milan", "SHA384withRSA");

  private static final TrustAnchors ANCHORS =
      TrustAnchors.simulation(List.of(AK.root().fingerprint(), UNRELATED.root().fingerprint()));

  private static String verify(AzureEvidence evidence) throws Exception {
    return verify(evidence, FakeAzure.cpu(AZURE.hcl().boundReportData()), TestChains.NOW);
  }

  private static String verify(AzureEvidence evidence, VerifiedCpu cpu, Instant now) {
    var demand = QuoteDemand.ofAllPcrs(new QuoteNonce(FakeAzure.NONCE));
    var issuers = new Issuers(List.of(AK.root()));
    return text(AzureVerifier.verifyUnder(cpu, evidence, demand, issuers, ANCHORS, now));
  }

  private static String text(AzureVerification verification) {
    return switch (verification) {
      case AzureVerification.Authentic authentic -> "authentic" + codes(authentic.warnings());
      case AzureVerification.Refused(var findings) -> "refused" + codes(findings);
    };
  }

  private static String codes(List<Finding> findings) {
    var text = new StringBuilder();
    findings.forEach(finding -> text.append(' ').append(finding.rule().code()));
    return text.toString();
  }

  private static AzureEvidence certified(Certificate... certificates) throws Exception {
    return AZURE.evidence(AZURE.quote(), List.of(certificates), List.of());
  }

  @Test
  void aMemberThatIsUnknownIsShownAsOneShortLine() {
    var json = Bytes.utf8("{\"x\\n2026-11-23 INFO appraised\\u001b[2K" + "x".repeat(64) + "\":1}");

    assertThatThrownBy(() -> AzureEvidenceReader.read(json))
        .isInstanceOf(MalformedException.class)
        .hasMessageStartingWith("evidence.x\\u000a2026-11-23 INFO appraised\\u001b[2Kx")
        .hasMessageEndingWith("x…: is unknown");
  }

  @Test
  void acceptsAndCompletesTheChainWithTheRoot() throws Exception {
    assertThat(verify(certified(AZURE.akCertificate(), AK.issuer())))
        .isEqualTo("authentic azure.ak-crl.absent");
    assertThat(verify(certified(AZURE.akCertificate(), AK.issuer(), AK.root())))
        .isEqualTo("authentic azure.ak-crl.absent");
  }

  // spec: Azure guest attestation, vTPM
  @Nested
  @DisplayName("REPORT_DATA is SHA-256 of the runtime data, then zeros")
  class Binding {
    @Test
    void refusesAlteredRuntimeData() throws Exception {
      var altered = AZURE.json().replace("\"secure-boot\":true", "\"secure-boot\":null");
      var evidence =
          new AzureEvidence(
              HclReport.parse(FakeAzure.hcl(FakeAzure.TDX, altered)),
              FakeAzure.tdx(),
              AZURE.quote(),
              List.of(),
              List.of());
      assertThat(verify(evidence)).isEqualTo("refused azure.runtime-data azure.ak-provenance");
    }

    // spec: Azure guest attestation, vTPM
    @Test
    void refusesOtherFilling() throws Exception {
      var digest = AZURE.hcl().runtimeJson().sha256();
      for (var filled :
          List.of(digest.concat(digest), Genuine.flipped(AZURE.hcl().boundReportData(), 63))) {
        assertThat(verify(certified(), FakeAzure.cpu(filled), TestChains.NOW))
            .isEqualTo("refused azure.runtime-data azure.ak-provenance");
      }
    }

    @Test
    @DisplayName("the attestation key of another HCL report is refused, whichever part is swapped")
    void refusesKeyOfAnotherReport() throws Exception {
      // Another machine's quote under this machine's HCL report.
      assertThat(verify(AZURE.evidence(OTHER.quote(), List.of(), List.of())))
          .isEqualTo("refused report.signature azure.ak-provenance");
      // Another machine's HCL report and quote beside this machine's CPU.
      assertThat(verify(OTHER.evidence(OTHER.quote(), List.of(), List.of())))
          .isEqualTo("refused azure.runtime-data azure.ak-provenance");
    }

    @Test
    void kindsOfCpuMustAgree() throws Exception {
      var snp = HclReport.parse(FakeAzure.hcl(FakeAzure.SNP, AZURE.json()));
      var quote = AZURE.quote();
      var tdx = FakeAzure.tdx();
      assertThatThrownBy(() -> new AzureEvidence(snp, tdx, quote, List.of(), List.of()))
          .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("where the CPU's report is refused, the rest is still looked at")
    void gathersEveryFinding() throws Exception {
      var evidence =
          AZURE.evidence(
              AZURE.tpm.quote(Bytes.utf8("old"), FakeAzure.pcrs()), List.of(), List.of());
      var demand = QuoteDemand.ofAllPcrs(new QuoteNonce(FakeAzure.NONCE));
      var collateral = AzureCollateral.ofIssuers(List.of());
      assertThat(text(AzureVerifier.verify(evidence, demand, collateral, ANCHORS, TestChains.NOW)))
          .startsWith("refused chain.algorithm")
          .endsWith("dcap.collateral-absent azure.runtime-data tpm.nonce azure.ak-provenance");
    }
  }

  @Nested
  @DisplayName("certificate of the attestation key")
  class Provenance {
    @Test
    @DisplayName("without a chain, provenance rests on the hardware report alone, and says so")
    void warnsWithoutChain() throws Exception {
      assertThat(verify(certified())).isEqualTo("authentic azure.ak-provenance");
      assertThat(verify(certified(AZURE.akCertificate())))
          .isEqualTo("authentic azure.ak-provenance");
    }

    @Test
    void refusesCertificateOfAnotherKey() throws Exception {
      assertThat(verify(certified(OTHER.akCertificate(), AK.issuer())))
          .isEqualTo("refused azure.ak-key azure.ak-crl.absent");
      assertThat(verify(certified(OTHER.akCertificate())))
          .isEqualTo("refused azure.ak-key azure.ak-provenance");
    }

    @Test
    void refusesCertificateForSomethingElse() throws Exception {
      var key = AZURE.tpm.key().getPublic();
      for (var usage : List.of("", "2.23.133.8.1")) {
        assertThat(verify(certified(AK.leaf(key, usage, TestChains.NOW), AK.issuer())))
            .isEqualTo("refused azure.ak-usage azure.ak-crl.absent");
      }
    }

    @Test
    void refusesForeignRootOfTheSameName() throws Exception {
      var leaf = FOREIGN.leaf(AZURE.tpm.key().getPublic(), TestChains.AIK, TestChains.NOW);
      assertThat(verify(certified(leaf, FOREIGN.issuer(), FOREIGN.root())))
          .isEqualTo("refused chain.root-unknown");
      assertThat(verify(certified(leaf, FOREIGN.issuer()))).isEqualTo("refused chain.signature");
    }

    @Test
    @DisplayName("a pinned root of another scheme is no root of virtual TPMs")
    void refusesRootOfAnotherScheme() throws Exception {
      var leaf = UNRELATED.leaf(AZURE.tpm.key().getPublic(), TestChains.AIK, TestChains.NOW);
      assertThat(verify(certified(leaf, UNRELATED.issuer(), UNRELATED.root())))
          .isEqualTo("refused chain.name azure.ak-crl.absent");
    }

    @Test
    void refusesOutsideItsValidity() throws Exception {
      var evidence = certified(AZURE.akCertificate(), AK.issuer());
      var cpu = FakeAzure.cpu(AZURE.hcl().boundReportData());
      for (var days : new int[] {-2, 2}) {
        assertThat(verify(evidence, cpu, TestChains.NOW.plus(Duration.ofDays(days))))
            .startsWith("refused chain.validity chain.validity");
      }
    }

    @Test
    void refusesSelfSignedCertificate() throws Exception {
      assertThat(verify(certified(AK.root()))).startsWith("refused azure.ak-key azure.ak-usage");
    }

    // spec: X.690 8.1.3
    @Test
    @DisplayName("zeros behind the DER are trimmed, anything else is malformed")
    void trimsPadding() throws Exception {
      var certificate = AZURE.akCertificate();
      var padded = certificate.der().concat(Bytes.zeros(3087));
      assertThat(AkCertificates.ofPadded("AK", padded)).isEqualTo(certificate);
      assertThatThrownBy(() -> AkCertificates.ofPadded("AK", padded.concat(Bytes.utf8("x"))))
          .hasMessageContaining("AK padding");
      for (int length = 0; length < certificate.der().length(); length++) {
        var cut = certificate.der().slice(0, length);
        assertThatThrownBy(() -> AkCertificates.ofPadded("AK", cut)).hasMessageContaining("AK");
      }
      var pem = certificate.toPem();
      assertThat(AkCertificates.ofPem("AK", pem)).isEqualTo(certificate);
      for (var wrong : List.of(pem + pem, "x" + pem, pem.replace("END", "ENT"), "")) {
        assertThatThrownBy(() -> AkCertificates.ofPem("AK", wrong))
            .hasMessageContaining("is not one PEM certificate");
      }
    }
  }

  @Nested
  @DisplayName("quote and event log")
  class Quote {
    @Test
    void refusesOtherNonce() throws Exception {
      for (var nonce : List.of(Bytes.empty(), Bytes.utf8("old"))) {
        var quote = AZURE.tpm.quote(nonce, FakeAzure.pcrs());
        assertThat(verify(AZURE.evidence(quote, List.of(), List.of())))
            .isEqualTo("refused tpm.nonce azure.ak-provenance");
      }
    }

    @Test
    void vouchesForEventsThatReplay() throws Exception {
      var log = EventLog.parse(new FakeLog(DigestAlgorithm.SHA256).event(7, "boot").bytes());
      var evidence = AZURE.evidence(AZURE.quote(), List.of(), List.of(log));
      var demand = QuoteDemand.ofAllPcrs(new QuoteNonce(FakeAzure.NONCE));
      var verified =
          AzureVerifier.verifyUnder(
              FakeAzure.cpu(AZURE.hcl().boundReportData()),
              evidence,
              demand,
              new Issuers(List.of()),
              ANCHORS,
              TestChains.NOW);
      assertThat(verified).isInstanceOf(AzureVerification.Authentic.class);
      assertThat(((AzureVerification.Authentic) verified).events())
          .extracting(event -> event.text().orElseThrow())
          .containsExactly("boot");
    }

    // spec: TCG PFP 2.3.4
    @Test
    @DisplayName("an event log that omits a register, or tells another boot, is refused")
    void refusesLogThatDoesNotReplay() throws Exception {
      var omitting = EventLog.parse(new FakeLog(DigestAlgorithm.SHA256).bytes());
      assertThat(verify(AZURE.evidence(AZURE.quote(), List.of(), List.of(omitting))))
          .isEqualTo("refused eventlog.register-omitted azure.ak-provenance");
      var other = EventLog.parse(new FakeLog(DigestAlgorithm.SHA256).event(7, "toob").bytes());
      assertThat(verify(AZURE.evidence(AZURE.quote(), List.of(), List.of(other))))
          .isEqualTo("refused eventlog.mismatch azure.ak-provenance");
      var sha1 = EventLog.parse(new FakeLog(DigestAlgorithm.SHA1).event(7, "boot").bytes());
      assertThat(verify(AZURE.evidence(AZURE.quote(), List.of(), List.of(sha1))))
          .isEqualTo("refused eventlog.bank azure.ak-provenance");
    }

    // spec: TCG PFP 2.3.4
    @Test
    @DisplayName("PCRs that the operating system extends after the firmware's log are a warning")
    void warnsOfRegistersThatTheFirmwareDoesNotLog() throws Exception {
      var pcrs = FakeAzure.pcrs();
      pcrs.put(10, Bytes.utf8("ima").sha256());
      var quote = AZURE.tpm.quote(FakeAzure.NONCE, pcrs);
      var log = EventLog.parse(new FakeLog(DigestAlgorithm.SHA256).event(7, "boot").bytes());
      assertThat(verify(AZURE.evidence(quote, List.of(), List.of(log))))
          .isEqualTo("authentic eventlog.register-unexplained azure.ak-provenance");
    }

    @Test
    @DisplayName("each byte of the runtime data counts")
    void refusesFlipsOfTheRuntimeData() throws Exception {
      var report = FakeAzure.hcl(FakeAzure.TDX, AZURE.json());
      var quote = AZURE.quote();
      int malformed = 0;
      int end = 0x4d4 + AZURE.hcl().runtimeJson().length();
      for (int at = 0x4d4; at < end; at++) {
        try {
          var evidence =
              new AzureEvidence(
                  HclReport.parse(Genuine.flipped(report, at)),
                  FakeAzure.tdx(),
                  quote,
                  List.of(),
                  List.of());
          assertThat(verify(evidence)).startsWith("refused azure.runtime-data");
        } catch (MalformedException e) {
          malformed++;
        }
      }
      assertThat(malformed).isLessThan(end - 0x4d4);
    }
  }
}
