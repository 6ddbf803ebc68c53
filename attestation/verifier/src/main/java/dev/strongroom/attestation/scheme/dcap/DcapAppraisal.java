package dev.strongroom.attestation.scheme.dcap;

import dev.strongroom.attestation.demand.Expectation;
import dev.strongroom.attestation.finding.DcapRule;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.scheme.dcap.quote.SgxReportBody;
import dev.strongroom.attestation.scheme.dcap.quote.TdReport;
import dev.strongroom.attestation.scheme.dcap.quote.Tee;
import dev.strongroom.attestation.scheme.dcap.tcb.TcbPolicy;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.wire.Bytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Whether an authentic quote is acceptable. Pure, thread-safe.
public final class DcapAppraisal {
  private DcapAppraisal() {}

  /// What any user of a quote must know, whatever the session: the state of the platform, and what
  /// lets others into the guest or enclave.
  public static List<Finding> intrinsic(
      Verified<EndorsedQuote> verified, TcbPolicy policy, Instant now) {
    var findings = new ArrayList<>(tcb(verified, policy, now));
    switch (verified.evidence().quote().body()) {
      case TdReport td -> findings.addAll(TdAppraisal.findings(td, TdPolicy.strict()));
      case SgxReportBody enclave -> debug(enclave, findings);
    }
    return findings;
  }

  /// The state of the platform by the collateral that the quote was verified with.
  public static List<Finding> tcb(Verified<EndorsedQuote> verified, TcbPolicy policy, Instant now) {
    return verified.evidence().tcb().findings(policy, now);
  }

  /// What the session binds: all 64 bytes of REPORTDATA.
  public static List<Finding> bound(Verified<EndorsedQuote> verified, Bytes reportData) {
    var seen = verified.evidence().quote().body().reportData();
    return seen.equals(reportData)
        ? List.of()
        : List.of(new Finding(DcapRule.REPORT_DATA, reportData.hex(), seen.hex()));
  }

  /// Which platforms are allowed, by PPID: a quote by an extracted key chains correctly, so a list
  /// raises the price of using one.
  public static List<Finding> platform(Verified<EndorsedQuote> verified, Expectation ppid) {
    var seen = verified.evidence().pck().ppid();
    return ppid.admits(seen)
        ? List.of()
        : List.of(new Finding(DcapRule.PLATFORM, "PPID " + ppid.text(), seen.hex()));
  }

  /// What the owner's policy names of a TDX guest.
  public static List<Finding> td(Verified<EndorsedQuote> verified, TdPolicy policy) {
    return switch (verified.evidence().quote().body()) {
      case TdReport td -> TdAppraisal.findings(td, policy);
      case SgxReportBody _ -> otherTee(Tee.TDX, Tee.SGX);
    };
  }

  /// What the owner's policy names of an SGX enclave.
  public static List<Finding> sgx(Verified<EndorsedQuote> verified, SgxPolicy policy) {
    return switch (verified.evidence().quote().body()) {
      case SgxReportBody enclave -> sgx(enclave, policy);
      case TdReport _ -> otherTee(Tee.SGX, Tee.TDX);
    };
  }

  private static List<Finding> otherTee(Tee wanted, Tee seen) {
    return List.of(new Finding(DcapRule.TEE, wanted.tcbInfoId(), seen.tcbInfoId()));
  }

  private static List<Finding> sgx(SgxReportBody enclave, SgxPolicy policy) {
    var findings = new ArrayList<Finding>();
    debug(enclave, findings);
    if (!policy.mrEnclave().admits(enclave.mrEnclave())) {
      findings.add(
          new Finding(DcapRule.SGX_ENCLAVE, policy.mrEnclave().text(), enclave.mrEnclave().hex()));
    }
    if (!policy.mrSigner().admits(enclave.mrSigner())) {
      findings.add(
          new Finding(DcapRule.SGX_SIGNER, policy.mrSigner().text(), enclave.mrSigner().hex()));
    }
    if (enclave.isvProdId() != policy.isvProdId()) {
      findings.add(
          new Finding(DcapRule.SGX_PRODUCT, "" + policy.isvProdId(), "" + enclave.isvProdId()));
    }
    if (enclave.isvSvn() < policy.minimumIsvSvn()) {
      findings.add(
          new Finding(
              DcapRule.SGX_SVN, "at least " + policy.minimumIsvSvn(), "" + enclave.isvSvn()));
    }
    return findings;
  }

  // spec: Intel SDM volume 3D 39.7.1 ATTRIBUTES: bit 1 DEBUG opens the enclave to EDBGRD
  private static void debug(SgxReportBody enclave, List<Finding> out) {
    if (enclave.debug()) {
      out.add(new Finding(DcapRule.SGX_DEBUG, "DEBUG 0", "DEBUG 1"));
    }
  }
}
