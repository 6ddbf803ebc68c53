package dev.strongroom.benchmarks;

import dev.strongroom.attestation.azure.AzureVerification;
import dev.strongroom.attestation.claims.ClaimsTree;
import dev.strongroom.attestation.claims.EvidenceClaims;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.scheme.dcap.DcapCollateral;
import dev.strongroom.attestation.scheme.dcap.DcapVerifier;
import dev.strongroom.attestation.scheme.dcap.EndorsedQuote;
import dev.strongroom.attestation.scheme.dcap.quote.Quote;
import dev.strongroom.attestation.scheme.dcap.tcb.QeIdentity;
import dev.strongroom.attestation.scheme.dcap.tcb.TcbInfo;
import dev.strongroom.attestation.scheme.snp.SnpReport;
import dev.strongroom.attestation.scheme.snp.SnpVerifier;
import dev.strongroom.attestation.trust.Rejected;
import dev.strongroom.attestation.trust.Revocation;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.attestation.trust.Verification;
import dev.strongroom.attestation.trust.VerificationCache;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// What verifying Evidence costs beside the signatures that it cannot do without.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class AttestationBenchmark {
  private static final String SNP = "cpu/snp/genoa-v5-bergamo-siena-model-a0/";
  private static final String GENOA = "cpu/snp/certs/genoa/";
  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  private static final String TDX = "cpu/tdx/v4-gcp-uptodate-eval19/";
  private static final Instant TDX_NOW = Instant.parse("2026-07-15T00:00:00Z");
  private static final int CAPACITY = 64;

  private final Bytes snpReport = Genuine.read(SNP + "report.bin");
  private final Bytes snpChain =
      Genuine.chain(SNP + "vcek.der", GENOA + "ask.der", GENOA + "ark.der");
  private final TrustAnchors anchors = TrustAnchors.production();
  private final BareEcdsa bareP384 = BareEcdsa.p384();
  private final BareEcdsa bareP256 = BareEcdsa.p256();
  private final CertificateChain parsedChain = chain(snpChain);
  private final Verified<CertificateChain> verifiedChain = verified(parsedChain);
  private final VerificationCache cache = new VerificationCache(CAPACITY);

  private final Bytes tdxQuote = Genuine.read(TDX + "quote.bin");
  private final Bytes tdxCollateral = Genuine.read(TDX + "collateral.json");
  private final DcapCollateral collateral = collateral(tdxCollateral);
  private final Verified<CertificateChain> pckChain = pckChain();
  private final Verified<TcbInfo> tcbInfo =
      held(DcapVerifier.verifyTcbInfo(collateral, anchors, TDX_NOW));
  private final Verified<QeIdentity> qeIdentity =
      held(DcapVerifier.verifyQeIdentity(collateral, anchors, TDX_NOW));
  private final AzureGuest azure = new AzureGuest();
  private final BareRsa bareRsa = new BareRsa();
  private final Verified<SnpReport> snpVerified = snpVerified();
  private final Verified<EndorsedQuote> tdxVerified = tdxVerified();
  private final Appraisable snpNode = Appraisable.snp(EvidenceClaims.ofSnp(snpVerified), NOW);
  private final Appraisable tdxNode = Appraisable.tdx(EvidenceClaims.ofQuote(tdxVerified), TDX_NOW);

  private static CertificateChain chain(Bytes pem) {
    try {
      return CertificateChain.parse(pem);
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static DcapCollateral collateral(Bytes json) {
    try {
      return DcapCollateral.ofJson(json);
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Verified<CertificateChain> pckChain() {
    try {
      var lists = List.of(collateral.rootCrl(), collateral.pckCrl());
      var chain = Quote.parse(tdxQuote).pckChain();
      return held(DcapVerifier.verifyPckChain(chain, lists, anchors, TDX_NOW));
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Verified<SnpReport> snpVerified() {
    try {
      return held(SnpVerifier.verify(SnpReport.parse(snpReport), verifiedChain));
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Verified<EndorsedQuote> tdxVerified() {
    try {
      return held(DcapVerifier.verify(Quote.parse(tdxQuote), pckChain, tcbInfo, qeIdentity));
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Verified<CertificateChain> verified(CertificateChain chain) {
    return held(SnpVerifier.verifyChain(chain, anchors, NOW));
  }

  private static <T> Verified<T> held(Verification<T> verification) {
    return switch (verification) {
      case Verified<T> verified -> verified;
      case Rejected<T>(var findings) -> throw new IllegalStateException(findings.toString());
    };
  }

  /// One ECDSA P-384 signature.
  @Benchmark
  public boolean bareP384() {
    return bareP384.verify();
  }

  /// One ECDSA P-256 signature.
  @Benchmark
  public boolean bareP256() {
    return bareP256.verify();
  }

  /// One RSA-4096 signature with PSS.
  @Benchmark
  public boolean bareRsa4096() {
    return bareRsa.verify();
  }

  /// A report's form.
  @Benchmark
  public SnpReport snpParse() throws MalformedException {
    return SnpReport.parse(snpReport);
  }

  /// Three certificates' form, from PEM.
  @Benchmark
  public CertificateChain snpChainParse() throws MalformedException {
    return CertificateChain.parse(snpChain);
  }

  /// VCEK, ASK and ARK to the pinned root: two RSA-4096 signatures.
  @Benchmark
  public Verified<CertificateChain> snpChainVerify() {
    return verified(parsedChain);
  }

  /// Report and chain from bytes to verdict, nothing known before.
  @Benchmark
  public Verified<SnpReport> snpCold() throws MalformedException {
    return held(SnpVerifier.verify(SnpReport.parse(snpReport), verified(chain(snpChain))));
  }

  /// A report from bytes to verdict under a chain that was verified before.
  @Benchmark
  public Verified<SnpReport> snpWarm() throws MalformedException {
    return held(SnpVerifier.verify(SnpReport.parse(snpReport), verifiedChain));
  }

  /// Report and chain from bytes to verdict, with chains that were verified before at hand.
  @Benchmark
  public Verified<SnpReport> snpKept() throws MalformedException {
    var kept =
        SnpVerifier.verifyChain(chain(snpChain), anchors, new Revocation.NotGiven(), NOW, cache);
    return held(SnpVerifier.verify(SnpReport.parse(snpReport), held(kept)));
  }

  /// A quote's form.
  @Benchmark
  public Quote tdxParse() throws MalformedException {
    return Quote.parse(tdxQuote);
  }

  /// Three certificates' form, out of the quote.
  @Benchmark
  public CertificateChain tdxChainParse() throws MalformedException {
    return Quote.parse(tdxQuote).pckChain();
  }

  /// Form of TCB info, quoting enclave identity, their signers and both revocation lists.
  @Benchmark
  public DcapCollateral tdxCollateralParse() {
    return collateral(tdxCollateral);
  }

  /// Quote, chain and collateral from bytes to verdict, nothing known before: ten P-256 signatures.
  @Benchmark
  public Verified<EndorsedQuote> tdxCold() throws MalformedException {
    var quote = Quote.parse(tdxQuote);
    return held(
        DcapVerifier.verify(quote, quote.pckChain(), collateral(tdxCollateral), anchors, TDX_NOW));
  }

  /// A quote under chain and collateral that were verified before, its attestation key unknown: two
  /// P-256 signatures.
  @Benchmark
  public Verified<EndorsedQuote> tdxWarm() throws MalformedException {
    return held(DcapVerifier.verify(Quote.parse(tdxQuote), pckChain, tcbInfo, qeIdentity));
  }

  /// Quote and chain from bytes to verdict, with all that was verified before at hand: one P-256
  /// signature.
  @Benchmark
  public Verified<EndorsedQuote> tdxKept() throws MalformedException {
    var quote = Quote.parse(tdxQuote);
    return held(DcapVerifier.verify(quote, quote.pckChain(), collateral, anchors, TDX_NOW, cache));
  }

  /// What a verified report claims, as expressions see it.
  @Benchmark
  public ClaimsTree snpClaims() {
    return EvidenceClaims.ofSnp(snpVerified);
  }

  /// What a verified quote claims, as expressions see it, with the state of its platform.
  @Benchmark
  public ClaimsTree tdxClaims() {
    return EvidenceClaims.ofQuote(tdxVerified);
  }

  /// A report's claims under a policy of ten expressions.
  @Benchmark
  public List<Finding> snpCelAppraisal() {
    return snpNode.appraise();
  }

  /// A quote's claims under a policy of ten expressions.
  @Benchmark
  public List<Finding> tdxCelAppraisal() {
    return tdxNode.appraise();
  }

  /// An SNP guest behind Azure's virtual TPM from bytes to verdict, nothing known before: three
  /// signatures of AMD's, an RSA-2048 one, and the paravisor's binding.
  @Benchmark
  public AzureVerification.Authentic azureSnpCold() throws MalformedException {
    return azure.verify();
  }
}
