package dev.strongroom.benchmarks;

import dev.strongroom.attestation.appraisal.DeviceSetInspection;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.scheme.nvidia.NvidiaReport;
import dev.strongroom.attestation.scheme.nvidia.rim.RimComparison;
import dev.strongroom.attestation.trust.VerificationCache;
import dev.strongroom.wire.MalformedException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// What Evidence of accelerators costs, from bytes to every finding, beside the signatures that it
/// cannot do without: one H100, and an HGX H100 of eight GPUs and four switches.
///
/// | | Signatures |
/// |---|---|
/// | cold: nothing known before | report and four of the chain; the devices of a board share three issuers |
/// | new: its issuers known from another device | report, leaf, BROM |
/// | known: the device itself seen before | report |
///
/// *Whole* is with both manifests and OCSP answers about every certificate: 27 signatures, cold.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class GpuBenchmark {
  private final BareEcdsa bareP384 = BareEcdsa.p384();
  private final Accelerators h100 = Accelerators.h100();
  private final Accelerators hgx = Accelerators.hgx();
  private final WholeGpu whole = new WholeGpu();
  private final VerificationCache known = Accelerators.cache();

  /// A cache that has seen the issuers of every device here, and none of the devices.
  @State(Scope.Thread)
  public static class IssuersKnown {
    private final Accelerators others = Accelerators.others();
    private VerificationCache cache = Accelerators.cache();

    /// Forgets the devices.
    @Setup(Level.Invocation)
    public void forget() throws MalformedException {
      cache = Accelerators.cache();
      others.inspect(cache);
    }
  }

  /// One ECDSA P-384 signature.
  @Benchmark
  public boolean bareP384() {
    return bareP384.verify();
  }

  /// A report's form.
  @Benchmark
  public NvidiaReport gpuParse() throws MalformedException {
    return NvidiaReport.parse(h100.first().report());
  }

  /// Five certificates' form, from PEM.
  @Benchmark
  public CertificateChain gpuChainParse() throws MalformedException {
    return CertificateChain.parse(h100.first().chain());
  }

  /// One GPU, cold: five signatures.
  @Benchmark
  public DeviceSetInspection gpuCold() throws MalformedException {
    return h100.inspect(Accelerators.cache());
  }

  /// One new GPU: three signatures.
  @Benchmark
  public DeviceSetInspection gpuNew(IssuersKnown issuers) throws MalformedException {
    return h100.inspect(issuers.cache);
  }

  /// One known GPU: one signature.
  @Benchmark
  public DeviceSetInspection gpuKnown() throws MalformedException {
    return h100.inspect(known);
  }

  /// A board, cold: 39 signatures.
  @Benchmark
  public DeviceSetInspection hgxCold() throws MalformedException {
    return hgx.inspect(Accelerators.cache());
  }

  /// A new board: 36 signatures.
  @Benchmark
  public DeviceSetInspection hgxNew(IssuersKnown issuers) throws MalformedException {
    return hgx.inspect(issuers.cache);
  }

  /// A known board: 12 signatures.
  @Benchmark
  public DeviceSetInspection hgxKnown() throws MalformedException {
    return hgx.inspect(known);
  }

  /// One GPU with all that speaks of it, cold: report and chain five, manifests eight, answers
  /// fourteen.
  @Benchmark
  public RimComparison wholeCold() throws MalformedException {
    return whole.cold();
  }

  /// One known GPU with all that speaks of it as a value: one signature.
  @Benchmark
  public RimComparison wholeKnown() throws MalformedException {
    return whole.kept(known);
  }
}
