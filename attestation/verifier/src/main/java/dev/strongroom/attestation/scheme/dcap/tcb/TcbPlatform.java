package dev.strongroom.attestation.scheme.dcap.tcb;

import dev.strongroom.attestation.finding.DcapRule;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.scheme.dcap.quote.QuoteBody;
import dev.strongroom.attestation.scheme.dcap.quote.SgxReportBody;
import dev.strongroom.attestation.scheme.dcap.quote.TdReport;
import dev.strongroom.wire.Bytes;
import java.util.ArrayList;
import java.util.List;

/// What a TCB verdict is about.
///
/// @param pck what the PCK certificate says of the platform
/// @param body what the quote says of the guest and the TDX module
/// @param quotingEnclave the quoting enclave's own report
public record TcbPlatform(PckExtensions pck, QuoteBody body, SgxReportBody quotingEnclave) {
  static final int MODULE_SVN = 0;
  static final int MODULE_VERSION = 1;
  static final int MICROCODE_SVN = 2;

  /// Why these TCB data are not for this platform: kind of TEE, FMSPC, PCE-ID, TDX module, quoting
  /// enclave.
  public List<Finding> mismatches(TcbInfo info, QeIdentity identity) {
    var findings = new ArrayList<Finding>();
    // spec: TDX DCAP Quoting Library API 4.1.2.4.9: TCB info of the quote's TEE
    require(
        DcapRule.COLLATERAL_TEE,
        "TCB info for " + body.tee().tcbInfoId(),
        "TCB info for " + info.tee().tcbInfoId(),
        findings);
    // spec: TDX DCAP Quoting Library API 4.1.2.4.14: QE for SGX, TD_QE for TDX
    require(
        DcapRule.COLLATERAL_TEE,
        "identity of " + body.tee().qeIdentityId(),
        "identity of " + identity.tee().qeIdentityId(),
        findings);
    // spec: TDX DCAP Quoting Library API 4.1.2.4.10: FMSPC and PCE-ID of the PCK certificate
    require(DcapRule.FMSPC, pck.fmspc().hex(), info.fmspc().hex(), findings);
    require(DcapRule.PCE_ID, pck.pceId().hex(), info.pceId().hex(), findings);
    if (body instanceof TdReport td && info.tee() == td.tee()) {
      module(td, info, findings);
    }
    findings.addAll(identity.mismatches(quotingEnclave));
    return findings;
  }

  private static void require(DcapRule rule, String want, String got, List<Finding> out) {
    if (!want.equals(got)) {
      out.add(new Finding(rule, want, got));
    }
  }

  // spec: TDX DCAP Quoting Library API 4.1.2.4.11: MRSIGNERSEAM and SEAMATTRIBUTES of the module
  // identity whose version is TEE_TCB_SVN[1], of tdxModule for version 0
  private static void module(TdReport td, TcbInfo info, List<Finding> out) {
    int version = td.teeTcbSvn().at(MODULE_VERSION);
    var module = info.modules().get(version);
    if (module == null) {
      out.add(
          new Finding(
              DcapRule.MODULE_IDENTITY,
              "TDX module version " + version + " in TCB info",
              "versions " + info.modules().keySet().stream().sorted().toList()));
      return;
    }
    if (!td.mrSignerSeam().equals(module.mrSigner())) {
      out.add(
          new Finding(
              DcapRule.MODULE_IDENTITY,
              "MRSIGNERSEAM " + module.mrSigner(),
              td.mrSignerSeam().hex()));
    }
    // SEAMATTRIBUTES has no meaning yet, so any bit is refused, also outside the mask.
    boolean zero = td.seamAttributes().equals(Bytes.zeros(8));
    if (!zero || !Masks.fits(td.seamAttributes(), module.attributes(), module.attributesMask())) {
      out.add(
          new Finding(
              DcapRule.MODULE_IDENTITY,
              "SEAMATTRIBUTES zero and "
                  + module.attributes()
                  + " under "
                  + module.attributesMask(),
              td.seamAttributes().hex()));
    }
  }
}
