package dev.strongroom.attestation.appraisal;

import dev.strongroom.attestation.claims.ClaimsTree;
import dev.strongroom.attestation.eventlog.EventLog;
import dev.strongroom.attestation.eventlog.MeasurementRegisters;
import dev.strongroom.attestation.eventlog.Replay;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.scheme.tpm.TpmQuote;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/// An event log that came beside authentic Evidence, compared with the registers that this shows.
///
/// @param fields how much of it the registers vouch for
/// @param findings every disagreement
record ExplainedBoot(List<Inspection.Field> fields, List<Finding> findings) {
  /// Nothing was given, or there is nothing authentic to compare it with.
  static final ExplainedBoot NONE = new ExplainedBoot(List.of(), List.of());

  private static final int RTMRS = 4;

  /// Replays `log`.
  ///
  /// @param claims of authentic Evidence; none of an accelerator
  /// @throws MalformedException if the Evidence has no registers that a log explains
  static ExplainedBoot of(EventLog log, Optional<ClaimsTree> claims) throws MalformedException {
    var replay = replay(log, claims);
    var vouched = "%d of %d events".formatted(replay.vouched().size(), log.events().size());
    return new ExplainedBoot(
        List.of(EvidenceInspection.field("event log vouched for", vouched)), replay.findings());
  }

  private static Replay replay(EventLog log, Optional<ClaimsTree> claims)
      throws MalformedException {
    if (text(claims, "azure.pcrs.0").isPresent()) {
      var pcrs = new HashMap<Integer, Bytes>();
      for (int i = 0; i < TpmQuote.PCRS; i++) {
        pcrs.put(i, register(claims, "azure.pcrs." + i));
      }
      var quoted = MeasurementRegisters.pcrs(TpmQuote.BANK, pcrs);
      return Replay.of(log, quoted, Replay.FIRMWARE_PCRS);
    }
    var rtmrs = new ArrayList<Bytes>();
    for (int i = 0; i < RTMRS; i++) {
      rtmrs.add(register(claims, "cpu.tdx.rtmr" + i));
    }
    return Replay.of(log, MeasurementRegisters.rtmrs(rtmrs));
  }

  private static Optional<String> text(Optional<ClaimsTree> claims, String name) {
    return claims.flatMap(tree -> tree.text(name));
  }

  private static Bytes register(Optional<ClaimsTree> claims, String name)
      throws MalformedException {
    var value = text(claims, name);
    if (value.isEmpty()) {
      throw new MalformedException(
          "event log", -1, "explains RTMRs or PCRs, and this Evidence shows none");
    }
    return Bytes.ofHex(name, value.get());
  }
}
