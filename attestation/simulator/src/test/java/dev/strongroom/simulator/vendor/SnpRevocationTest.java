package dev.strongroom.simulator.vendor;

import static dev.strongroom.simulator.vendor.Simulation.ANCHORS;
import static dev.strongroom.simulator.vendor.Simulation.NODE;
import static dev.strongroom.simulator.vendor.Simulation.NOW;
import static dev.strongroom.simulator.vendor.Simulation.REPORT_DATA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.evidence.RevocationList;
import dev.strongroom.attestation.finding.ChainRule;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.Rule;
import dev.strongroom.attestation.finding.SnpRule;
import dev.strongroom.attestation.scheme.snp.SnpAppraisal;
import dev.strongroom.attestation.scheme.snp.SnpPolicy;
import dev.strongroom.attestation.scheme.snp.SnpReport;
import dev.strongroom.attestation.scheme.snp.SnpVerifier;
import dev.strongroom.attestation.trust.Rejected;
import dev.strongroom.attestation.trust.Revocation;
import dev.strongroom.attestation.trust.Verification;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.simulator.pki.Authority;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// RFC 5280, 6.3.3, for the ARK's list, in which the ASK is looked up.
class SnpRevocationTest {
  private static final AmdHierarchy AMD = Simulation.VENDORS.amd();
  private static final Duration WEEK = Duration.ofDays(7);

  private static Bytes der(Authority signer, Bytes issuer, Instant from, String... serials)
      throws Exception {
    var builder = new X509v2CRLBuilder(X500Name.getInstance(issuer.toArray()), Date.from(from));
    builder.setNextUpdate(Date.from(from.plus(WEEK)));
    for (var serial : serials) {
      builder.addCRLEntry(new BigInteger(serial), Date.from(from), 0);
    }
    var content =
        new JcaContentSignerBuilder("SHA384withRSAandMGF1")
            .setProvider(new BouncyCastleProvider())
            .build(signer.key());
    return Bytes.copyOf(builder.build(content).getEncoded());
  }

  static RevocationList list(Instant from, String... serials) throws Exception {
    return RevocationList.ofDer(
        "crl", der(AMD.ark(), AMD.ark().certificate().subject(), from, serials));
  }

  private static Verification<SnpReport> verify(RevocationList... lists) throws MalformedException {
    var cpu = NODE.cpu(REPORT_DATA);
    return SnpVerifier.verify(
        SnpReport.parse(cpu.report()),
        CertificateChain.parse(cpu.chain()),
        ANCHORS,
        new Revocation.Given(List.of(lists)),
        NOW);
  }

  private static List<Rule> rules(Verification<SnpReport> verification) {
    return switch (verification) {
      case Verified<SnpReport> _ -> List.of();
      case Rejected<SnpReport>(var findings) -> findings.stream().map(Finding::rule).toList();
    };
  }

  // spec: AMD 57230 CRL
  @Test
  void aListedChainNeedsNoWarning() throws Exception {
    if (!(verify(list(NOW)) instanceof Verified<SnpReport> verified)) {
      throw new AssertionError("a good list was refused");
    }
    assertThat(verified.revocationLookedUp()).isTrue();
    assertThat(SnpAppraisal.intrinsic(verified)).isEmpty();
    assertThat(SnpAppraisal.appraise(verified, SnpPolicy.strict())).isEmpty();
  }

  // spec: RFC 5280 6.3.3 (a)(b)(f)(g)(j)
  @Test
  @DisplayName("absent, foreign, forged and stale are told apart")
  void eachDefectHasItsOwnFinding() throws Exception {
    assertThat(rules(verify())).containsExactly(ChainRule.CRL_ABSENT);
    var ask = AMD.ask();
    var foreign = RevocationList.ofDer("crl", der(ask, ask.certificate().subject(), NOW));
    assertThat(rules(verify(foreign))).containsExactly(ChainRule.CRL_FOREIGN);
    var forged = RevocationList.ofDer("crl", der(ask, AMD.ark().certificate().subject(), NOW));
    assertThat(rules(verify(forged))).containsExactly(ChainRule.CRL_SIGNATURE);
    var stale = list(NOW.minus(WEEK).minusSeconds(1));
    assertThat(rules(verify(stale))).containsExactly(ChainRule.CRL_STALE);
    assertThat(rules(verify(list(NOW.plusSeconds(1))))).containsExactly(ChainRule.CRL_STALE);
    assertThat(rules(verify(list(NOW.minus(WEEK))))).isEmpty();
    // One good list among bad ones is enough.
    assertThat(rules(verify(forged, stale, list(NOW)))).isEmpty();
  }

  // spec: RFC 5280 6.3.3 (a)(b)(f)(g)(j)
  @Test
  void aRevokedAskIsRefusedEvenByAStaleList() throws Exception {
    Certificate ask = AMD.ask().certificate();
    assertThat(rules(verify(list(NOW, ask.serialNumber())))).containsExactly(ChainRule.REVOKED);
    assertThat(rules(verify(list(NOW, "1", ask.serialNumber(), "2"))))
        .containsExactly(ChainRule.REVOKED);
    assertThat(rules(verify(list(NOW.minus(WEEK.multipliedBy(9)), ask.serialNumber()))))
        .containsExactly(ChainRule.REVOKED, ChainRule.CRL_STALE);
    assertThat(rules(verify(list(NOW, "99")))).isEmpty();
  }

  @Test
  void withoutListsTheResultSaysSo() throws Exception {
    var cpu = NODE.cpu(REPORT_DATA);
    var verification =
        SnpVerifier.verify(
            SnpReport.parse(cpu.report()), CertificateChain.parse(cpu.chain()), ANCHORS, NOW);
    if (!(verification instanceof Verified<SnpReport> verified)) {
      throw new AssertionError(verification.toString());
    }
    assertThat(SnpAppraisal.intrinsic(verified))
        .extracting("rule")
        .containsExactly(SnpRule.CRL_ABSENT);
  }

  @Test
  @DisplayName("RFC 5280 5: form")
  void truncationAndTrailingBytesAreMalformed() throws Exception {
    var der = der(AMD.ark(), AMD.ark().certificate().subject(), NOW, "1");
    for (int length = 0; length < der.length(); length++) {
      var shorter = der.slice(0, length);
      assertThatThrownBy(() -> RevocationList.ofDer("crl", shorter))
          .isInstanceOf(MalformedException.class);
    }
    assertThatThrownBy(() -> RevocationList.ofDer("crl", der.concat(Bytes.zeros(1))))
        .isInstanceOf(MalformedException.class);
    assertThatThrownBy(() -> RevocationList.ofDer("crl", Bytes.zeros(1024 * 1024 + 1)))
        .isInstanceOf(MalformedException.class);
  }
}
