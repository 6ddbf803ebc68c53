package dev.strongroom.attestation.scheme.dcap;

import dev.strongroom.attestation.scheme.dcap.quote.Quote;
import dev.strongroom.attestation.scheme.dcap.tcb.PckExtensions;
import dev.strongroom.attestation.scheme.dcap.tcb.QeIdentity;
import dev.strongroom.attestation.scheme.dcap.tcb.TcbEvaluation;
import dev.strongroom.attestation.scheme.dcap.tcb.TcbInfo;
import dev.strongroom.attestation.scheme.dcap.tcb.TcbPlatform;
import dev.strongroom.attestation.trust.EcdsaSignature;
import dev.strongroom.attestation.trust.ReportDataCarrier;
import dev.strongroom.attestation.trust.SignedReport;
import dev.strongroom.wire.Bytes;

/// A quote and what Intel says of its platform. Verified, all of it is authentic and belongs
/// together; how good the platform is, [#tcb] says.
///
/// @param pck what the PCK certificate says of the platform
/// @param tcbInfo for this platform
/// @param qeIdentity that the quoting enclave has
public record EndorsedQuote(Quote quote, PckExtensions pck, TcbInfo tcbInfo, QeIdentity qeIdentity)
    implements SignedReport, ReportDataCarrier {
  /// What TCB verdicts are about.
  public TcbPlatform platform() {
    return new TcbPlatform(pck, quote.body(), quote.quotingEnclave().report());
  }

  /// The verdict on the platform by this collateral.
  public TcbEvaluation tcb() {
    return TcbEvaluation.of(platform(), tcbInfo, qeIdentity);
  }

  @Override
  public Bytes reportData() {
    return quote.body().reportData();
  }

  @Override
  public Bytes signedBytes() {
    return quote.signedBytes();
  }

  @Override
  public EcdsaSignature signature() {
    return quote.signature();
  }

  @Override
  public String title() {
    return "quote";
  }
}
