package dev.strongroom.attestation.scheme.dcap;

import dev.strongroom.attestation.demand.Demand;
import dev.strongroom.attestation.demand.Expectation;
import dev.strongroom.attestation.finding.DcapRule;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.scheme.dcap.quote.TdAttribute;
import dev.strongroom.attestation.scheme.dcap.quote.TdAttributes;
import dev.strongroom.attestation.scheme.dcap.quote.TdReport;
import dev.strongroom.wire.Bytes;
import java.util.ArrayList;
import java.util.List;

/// A TDX guest against a policy. Not thread-safe.
final class TdAppraisal {
  private static final Bytes ZERO_DIGEST = Bytes.zeros(48);
  private static final Bytes ZERO_ATTRIBUTES = Bytes.zeros(8);

  private final List<Finding> findings = new ArrayList<>();

  private TdAppraisal() {}

  static List<Finding> findings(TdReport td, TdPolicy policy) {
    var appraisal = new TdAppraisal();
    appraisal.attributes(td.attributes(), policy);
    appraisal.module(td, policy);
    appraisal.guest(td, policy);
    return List.copyOf(appraisal.findings);
  }

  private void attributes(TdAttributes seen, TdPolicy policy) {
    for (var attribute : TdAttribute.values()) {
      boolean set = seen.has(attribute);
      // A policy holds a demand for every attribute.
      var demand = policy.attributes().getOrDefault(attribute, Demand.FORBID);
      boolean wrong =
          switch (demand) {
            case REQUIRE -> !set;
            case FORBID -> set;
            case ANY -> false;
          };
      if (wrong) {
        findings.add(
            new Finding(
                rule(attribute), attribute + (set ? " 0" : " 1"), attribute + (set ? " 1" : " 0")));
      }
    }
    // spec: TDX Module ABI 348551 ATTRIBUTES: a TD with any bit of TUD set is under debug
    long debug = seen.unknown() & seen.underDebug();
    if (debug != 0) {
      findings.add(new Finding(DcapRule.TD_DEBUG, "bits 7 to 0 clear", "%02x".formatted(debug)));
    }
    long unknown = seen.unknown() & ~seen.underDebug();
    if (unknown != 0) {
      findings.add(
          new Finding(
              DcapRule.TD_ATTRIBUTES_UNKNOWN, "known bits only", "%016x".formatted(unknown)));
    }
  }

  private static DcapRule rule(TdAttribute attribute) {
    return switch (attribute) {
      case DEBUG, HGS_PLUS_PROF, PERF_PROF, PMT_PROF -> DcapRule.TD_DEBUG;
      case SEPT_VE_DISABLE -> DcapRule.TD_SEPT_VE_DISABLE;
      case MIGRATABLE -> DcapRule.TD_MIGRATABLE;
      case PERFMON -> DcapRule.TD_PERFMON;
      case LASS, PKS, KL, TPA -> DcapRule.TD_ATTRIBUTE;
    };
  }

  private void module(TdReport td, TdPolicy policy) {
    // spec: TDX DCAP Quoting Library API A.3 MRSIGNERSEAM, SEAMATTRIBUTES: zero for Intel's module
    require(
        DcapRule.TD_MODULE_SIGNER,
        "MRSIGNERSEAM",
        Expectation.exactly(ZERO_DIGEST),
        td.mrSignerSeam());
    require(
        DcapRule.TD_MODULE_SIGNER,
        "SEAMATTRIBUTES",
        Expectation.exactly(ZERO_ATTRIBUTES),
        td.seamAttributes());
    require(DcapRule.TD_MODULE_DIGEST, "MRSEAM", policy.mrSeam(), td.mrSeam());
    var serviceTd = td.isTdx15() ? td.mrServiceTd() : ZERO_DIGEST;
    require(DcapRule.TD_SERVICE, "MRSERVICETD", policy.mrServiceTd(), serviceTd);
  }

  private void guest(TdReport td, TdPolicy policy) {
    long foreign = td.xfam() & ~policy.allowedXfam();
    if (foreign != 0) {
      findings.add(
          new Finding(
              DcapRule.TD_XFAM,
              "XFAM within %016x".formatted(policy.allowedXfam()),
              "also %016x".formatted(foreign)));
    }
    require(DcapRule.TD_MEASUREMENT, "MRTD", policy.mrTd(), td.mrTd());
    for (int i = 0; i < td.rtmrs().size(); i++) {
      require(DcapRule.TD_RTMR, "RTMR" + i, policy.rtmrs().get(i), td.rtmrs().get(i));
    }
    require(DcapRule.TD_CONFIG_ID, "MRCONFIGID", policy.mrConfigId(), td.mrConfigId());
    require(DcapRule.TD_OWNER, "MROWNER", policy.mrOwner(), td.mrOwner());
    require(DcapRule.TD_OWNER, "MROWNERCONFIG", policy.mrOwnerConfig(), td.mrOwnerConfig());
  }

  private void require(DcapRule rule, String field, Expectation want, Bytes seen) {
    if (!want.admits(seen)) {
      findings.add(new Finding(rule, field + " " + want.text(), field + " " + seen.hex()));
    }
  }
}
