package dev.strongroom.benchmarks;

import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.scheme.snp.SnpReport;
import dev.strongroom.attestation.scheme.snp.SnpVerifier;
import dev.strongroom.attestation.trust.Rejected;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.attestation.trust.Verification;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.time.Instant;
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

  private final Bytes snpReport = Genuine.read(SNP + "report.bin");
  private final Bytes snpChain =
      Genuine.chain(SNP + "vcek.der", GENOA + "ask.der", GENOA + "ark.der");
  private final TrustAnchors anchors = TrustAnchors.production();
  private final BareEcdsa bareP384 = BareEcdsa.p384();
  private final BareEcdsa bareP256 = BareEcdsa.p256();
  private final CertificateChain parsedChain = chain(snpChain);
  private final Verified<CertificateChain> verifiedChain = verified(parsedChain);

  private static CertificateChain chain(Bytes pem) {
    try {
      return CertificateChain.parse(pem);
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

  /// One ECDSA P-384 signature over a digest.
  @Benchmark
  public boolean bareP384() {
    return bareP384.verify();
  }

  /// One ECDSA P-256 signature over a digest.
  @Benchmark
  public boolean bareP256() {
    return bareP256.verify();
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

  /// VCEK, ASK and ARK to the pinned root: three RSA-4096 signatures.
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
}
