package dev.strongroom.attestation.scheme.dcap.tcb;

import dev.strongroom.wire.MalformedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// One level of a TDX module or a quoting enclave.
///
/// @param isvSvn lowest SVN of this level
/// @param status up to date, out of date or revoked
/// @param tcbDate everything that was public on that day is mitigated
/// @param advisories what is not mitigated, or what was
public record IsvLevel(int isvSvn, TcbStatus status, Instant tcbDate, List<String> advisories) {
  static final int MAX_SVN = 0xffff;

  public IsvLevel {
    advisories = List.copyOf(advisories);
  }

  /// Reads `tcbLevels`, highest first.
  static List<IsvLevel> read(Members from) throws MalformedException {
    var levels = new ArrayList<IsvLevel>();
    var seen = new HashSet<Integer>();
    for (var level : from.objects("tcbLevels", TcbLevel.MAX_LEVELS)) {
      int svn = level.object("tcb").integer("isvsvn", MAX_SVN);
      if (!seen.add(svn)) {
        throw new MalformedException("tcbLevels", -1, "isvsvn " + svn + " occurs twice");
      }
      levels.add(
          new IsvLevel(
              svn,
              TcbStatus.ofPart("tcbStatus", level.text("tcbStatus")),
              level.instant("tcbDate"),
              level.texts("advisoryIDs", TcbLevel.MAX_ADVISORIES)));
    }
    levels.sort(Comparator.comparingInt(IsvLevel::isvSvn).reversed());
    return List.copyOf(levels);
  }

  // spec: Intel PCS API version 4 tcbLevels: the first level, highest first, whose ISVSVN is not
  // above the one seen
  static Optional<IsvLevel> match(List<IsvLevel> levels, int svn) {
    return levels.stream().filter(level -> svn >= level.isvSvn).findFirst();
  }

  /// The lowest SVN that is neither out of date nor revoked.
  static Optional<IsvLevel> lowestGood(List<IsvLevel> levels) {
    return levels.reversed().stream().filter(level -> !level.status.needsUpdate()).findFirst();
  }
}
