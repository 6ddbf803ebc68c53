package dev.strongroom.attestation.appraisal;

import static dev.strongroom.attestation.appraisal.EvidenceInspection.field;

import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.scheme.dcap.DcapCollateral;
import dev.strongroom.attestation.scheme.dcap.DcapVerifier;
import dev.strongroom.attestation.scheme.dcap.EndorsedQuote;
import dev.strongroom.attestation.scheme.dcap.tcb.QeIdentity;
import dev.strongroom.attestation.scheme.dcap.tcb.TcbInfo;
import dev.strongroom.attestation.scheme.dcap.tcb.TcbOutlook;
import dev.strongroom.attestation.scheme.dcap.tcb.TcbOutlook.TcbSet;
import dev.strongroom.attestation.trust.Rejected;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.wire.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What Intel's other sets of TCB data say of the platform of an authentic quote. They decide
/// nothing today.
///
/// @param fields the verdict by each set, or why it gives none
/// @param findings `dcap.tcb.forecast` for each later set that rates the platform worse
record DcapOutlook(List<Inspection.Field> fields, List<Finding> findings) {
  private static final String IN_FORCE = "the set in force";

  /// @throws MalformedException if the PCK certificate says no FMSPC
  static DcapOutlook of(Verified<EndorsedQuote> verified, Conditions conditions)
      throws MalformedException {
    var quote = verified.evidence();
    var fields = new ArrayList<Inspection.Field>();
    var others = new ArrayList<TcbSet>();
    for (var other : conditions.collateral().otherSets()) {
      if (isOf(quote, other.collateral())) {
        verify(other, conditions, fields).ifPresent(others::add);
      }
    }
    var decided = conditions.collateral().of(quote.quote(), verified.chain());
    if (others.isEmpty() || decided.isEmpty()) {
      return new DcapOutlook(fields, List.of());
    }
    var inForce = verify(new Collateral.OtherSet(IN_FORCE, decided.get()), conditions, fields);
    if (inForce.isEmpty()) {
      return new DcapOutlook(fields, List.of());
    }
    var outlook = TcbOutlook.of(quote.platform(), inForce.get(), others);
    var entries = outlook.entries();
    entries.subList(1, entries.size()).forEach(entry -> fields.add(verdict(entry)));
    return new DcapOutlook(fields, outlook.forecast());
  }

  private static boolean isOf(EndorsedQuote quote, DcapCollateral collateral) {
    var info = collateral.tcbInfo();
    return info.tee() == quote.quote().tee() && info.fmspc().equals(quote.pck().fmspc());
  }

  private static Optional<TcbSet> verify(
      Collateral.OtherSet set, Conditions conditions, List<Inspection.Field> fields) {
    var anchors = conditions.anchors();
    var info = DcapVerifier.verifyTcbInfo(set.collateral(), anchors, conditions.now());
    var identity = DcapVerifier.verifyQeIdentity(set.collateral(), anchors, conditions.now());
    if (info instanceof Verified<TcbInfo> i && identity instanceof Verified<QeIdentity> q) {
      return Optional.of(new TcbSet(set.name(), i, q));
    }
    Stream.of(info, identity)
        .flatMap(part -> part instanceof Rejected<?>(var why) ? why.stream() : Stream.empty())
        .findFirst()
        .ifPresent(why -> fields.add(field(name(set.name()), "not known: " + why.describe())));
    return Optional.empty();
  }

  private static Inspection.Field verdict(TcbOutlook.Entry entry) {
    return field(
        name(entry.set()),
        "%s (evaluation data number %d)"
            .formatted(
                entry.evaluation().status().text(), entry.evaluation().evaluationDataNumber()));
  }

  private static String name(String set) {
    return "TCB status by set " + set;
  }
}
