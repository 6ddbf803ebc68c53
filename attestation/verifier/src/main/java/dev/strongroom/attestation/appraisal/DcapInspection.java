package dev.strongroom.attestation.appraisal;

import static dev.strongroom.attestation.appraisal.EvidenceInspection.field;

import dev.strongroom.attestation.claims.EvidenceClaims;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.scheme.dcap.DcapAppraisal;
import dev.strongroom.attestation.scheme.dcap.DcapVerifier;
import dev.strongroom.attestation.scheme.dcap.EndorsedQuote;
import dev.strongroom.attestation.scheme.dcap.quote.Quote;
import dev.strongroom.attestation.scheme.dcap.quote.QuoteBody;
import dev.strongroom.attestation.scheme.dcap.quote.SgxReportBody;
import dev.strongroom.attestation.scheme.dcap.quote.TdReport;
import dev.strongroom.attestation.trust.Rejected;
import dev.strongroom.attestation.trust.Verification;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What an Intel quote says by itself.
final class DcapInspection {
  private DcapInspection() {}

  static Seen of(Evidence evidence, Optional<SessionNonce> nonce, Conditions conditions)
      throws MalformedException {
    var quote = Quote.parse(evidence.report());
    var chain =
        evidence.chain().length() > 0 ? CertificateChain.parse(evidence.chain()) : quote.pckChain();
    var fields = new ArrayList<>(fields(quote));
    return switch (verify(quote, chain, conditions)) {
      case Rejected<EndorsedQuote>(var findings) -> Seen.refused(fields, findings);
      case Verified<EndorsedQuote> verified -> {
        fields.addAll(platform(verified.evidence(), conditions.now()));
        var outlook = DcapOutlook.of(verified, conditions);
        fields.addAll(outlook.fields());
        var bound = nonce.map(n -> DcapAppraisal.bound(verified, n.reportData())).orElse(List.of());
        var intrinsic = DcapAppraisal.intrinsic(verified, conditions.tcb(), conditions.now());
        var findings = Seen.both(Seen.both(bound, intrinsic), outlook.findings());
        yield Seen.cpu(fields, findings, EvidenceClaims.ofQuote(verified))
            .rated(verified.evidence().tcb());
      }
    };
  }

  private static Verification<EndorsedQuote> verify(
      Quote quote, CertificateChain chain, Conditions conditions) throws MalformedException {
    var fitting = conditions.collateral().of(quote, chain);
    var anchors = conditions.anchors();
    var now = conditions.now();
    return fitting.isPresent()
        ? DcapVerifier.verify(quote, chain, fitting.get(), anchors, now)
        : DcapVerifier.verifyWithoutCollateral(quote, chain, anchors, now);
  }

  static List<Inspection.Field> fields(Quote quote) {
    var fields = new ArrayList<Inspection.Field>();
    fields.add(field("version", "" + quote.version()));
    fields.addAll(body(quote.body()));
    fields.add(field("bytes after the quote", "" + quote.trailing().length()));
    return fields;
  }

  /// What Intel says of the platform.
  static List<Inspection.Field> platform(EndorsedQuote quote, Instant now) {
    var tcb = quote.tcb();
    var fields = new ArrayList<Inspection.Field>();
    fields.add(field("FMSPC", quote.pck().fmspc().hex()));
    fields.add(field("PPID", quote.pck().ppid().hex()));
    fields.add(field("SGX type", "" + quote.pck().sgxType()));
    fields.add(field("TCB status", tcb.status().text()));
    fields.add(field("tcbEvaluationDataNumber", "" + tcb.evaluationDataNumber()));
    for (var part : tcb.parts()) {
      fields.add(
          field(
              "TCB level of " + part.name(),
              part.status().text() + " as of " + part.tcbDate() + " " + part.advisories()));
    }
    for (var lag : tcb.lags()) {
      fields.add(
          field(
              "behind: " + lag.what(),
              "%d < %d: %s".formatted(lag.seen(), lag.needed(), lag.remedy())));
    }
    tcb.mitigatedUntil()
        .map(date -> Duration.between(date, now).toDays())
        .ifPresent(days -> fields.add(field("days behind", "" + days)));
    return fields;
  }

  private static List<Inspection.Field> body(QuoteBody body) {
    return switch (body) {
      case TdReport td -> td(td);
      case SgxReportBody enclave -> enclave(enclave);
    };
  }

  static List<Inspection.Field> td(TdReport td) {
    var fields = new ArrayList<Inspection.Field>();
    fields.add(field("TEE_TCB_SVN", td.teeTcbSvn().hex()));
    fields.add(field("TEE_TCB_SVN_2", given(td.teeTcbSvn2())));
    fields.add(field("MRSEAM", td.mrSeam().hex()));
    fields.add(field("TDATTRIBUTES", td.attributes().hex()));
    fields.add(field("TDATTRIBUTES unknown bits", "%x".formatted(td.attributes().unknown())));
    fields.add(field("XFAM", "%016x".formatted(td.xfam())));
    fields.add(field("MRTD", td.mrTd().hex()));
    fields.add(field("MRCONFIGID", td.mrConfigId().hex()));
    fields.add(field("MROWNER", td.mrOwner().hex()));
    fields.add(field("MROWNERCONFIG", td.mrOwnerConfig().hex()));
    for (int i = 0; i < td.rtmrs().size(); i++) {
      fields.add(field("RTMR" + i, td.rtmrs().get(i).hex()));
    }
    fields.add(field("MRSERVICETD", given(td.mrServiceTd())));
    fields.add(field("REPORTDATA", td.reportData().hex()));
    return fields;
  }

  private static String given(Bytes value) {
    return value.length() == 0 ? "not in this version" : value.hex();
  }

  private static List<Inspection.Field> enclave(SgxReportBody enclave) {
    return List.of(
        field("CPUSVN", enclave.cpuSvn().hex()),
        field("ATTRIBUTES", enclave.attributes().hex()),
        field("MRENCLAVE", enclave.mrEnclave().hex()),
        field("MRSIGNER", enclave.mrSigner().hex()),
        field("ISVPRODID", "" + enclave.isvProdId()),
        field("ISVSVN", "" + enclave.isvSvn()),
        field("REPORTDATA", enclave.reportData().hex()));
  }
}
