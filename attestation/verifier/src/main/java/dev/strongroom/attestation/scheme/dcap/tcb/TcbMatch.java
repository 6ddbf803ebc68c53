package dev.strongroom.attestation.scheme.dcap.tcb;

import dev.strongroom.attestation.scheme.dcap.quote.TdReport;
import dev.strongroom.wire.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Intel's matching of one platform with one set of TCB data (TDX DCAP Quoting Library API,
/// 4.1.2.4.17). Not thread-safe.
final class TcbMatch {
  private static final String MODULE = "TDX module";

  private final PckExtensions pck;
  private final Optional<TdReport> guest;
  private final int qeSvn;
  private final TcbInfo info;
  private final QeIdentity identity;
  private final List<TcbEvaluation.Part> parts = new ArrayList<>();
  private final List<Lag> lags = new ArrayList<>();

  TcbMatch(TcbPlatform platform, TcbInfo info, QeIdentity identity) {
    this.pck = platform.pck();
    this.guest = platform.body() instanceof TdReport td ? Optional.of(td) : Optional.empty();
    this.qeSvn = platform.quotingEnclave().isvSvn();
    this.info = info;
    this.identity = identity;
  }

  TcbEvaluation evaluate() {
    var platform = platform();
    var module = guest.map(this::module).orElse(TcbStatus.UP_TO_DATE);
    var enclave = part("QE", "QE ISVSVN", identity.levels(), qeSvn, "update the quoting enclave");
    var merged = platform.mergedWith(module);
    if (!enclave.needsUpdate() && guest.isPresent() && module.isOutOfDate()) {
      merged = relaunched(guest.get(), merged);
    }
    int number = Math.min(info.tcbEvaluationDataNumber(), identity.tcbEvaluationDataNumber());
    return new TcbEvaluation(merged.mergedWith(enclave), number, parts, lags);
  }

  private TcbStatus platform() {
    var level = info.levels().stream().filter(this::fitsSgx).filter(this::fitsTdx).findFirst();
    level.ifPresent(l -> parts.add(part("platform", l)));
    var status = level.map(TcbLevel::status).orElse(TcbStatus.NOT_SUPPORTED);
    if (status.needsUpdate()) {
      PlatformLags.add(target(), pck, guest.map(TdReport::teeTcbSvn), lags);
    }
    return status;
  }

  private static TcbEvaluation.Part part(String name, TcbLevel level) {
    return new TcbEvaluation.Part(name, level.status(), level.tcbDate(), level.advisories());
  }

  /// The lowest level that needs no update; the highest where all do.
  private TcbLevel target() {
    return info.levels().reversed().stream()
        .filter(level -> !level.status().needsUpdate())
        .findFirst()
        .orElse(info.levels().getFirst());
  }

  // spec: TDX DCAP Quoting Library API 4.1.2.4.17.1 and .2: all 16 components of the PCK
  // certificate, and its PCESVN, are at least the level's
  private boolean fitsSgx(TcbLevel level) {
    for (int i = 0; i < TcbLevel.COMPONENTS; i++) {
      if (pck.components().at(i) < level.sgx().get(i).svn()) {
        return false;
      }
    }
    return pck.pceSvn() >= level.pceSvn();
  }

  private boolean fitsTdx(TcbLevel level) {
    return guest.isEmpty() || fitsTdx(guest.get().teeTcbSvn(), level);
  }

  // spec: TDX DCAP Quoting Library API 4.1.2.4.17.3: TEE_TCB_SVN is at least the level's, from [2]
  // on where [1] is not zero, for then [0] is compared with the module's own levels
  private static boolean fitsTdx(Bytes svn, TcbLevel level) {
    if (level.tdx().size() != TcbLevel.COMPONENTS) {
      return false;
    }
    for (int i = firstComponent(svn); i < TcbLevel.COMPONENTS; i++) {
      if (svn.at(i) < level.tdx().get(i).svn()) {
        return false;
      }
    }
    return true;
  }

  static int firstComponent(Bytes svn) {
    return svn.at(TcbPlatform.MODULE_VERSION) > 0 ? TcbPlatform.MICROCODE_SVN : 0;
  }

  // spec: TDX DCAP Quoting Library API 4.1.2.4.17.4.1: the module's own status
  private TcbStatus module(TdReport td) {
    int version = td.teeTcbSvn().at(TcbPlatform.MODULE_VERSION);
    if (version == 0) {
      return TcbStatus.UP_TO_DATE;
    }
    var module = info.modules().get(version);
    if (module == null) {
      return TcbStatus.NOT_SUPPORTED;
    }
    int svn = td.teeTcbSvn().at(TcbPlatform.MODULE_SVN);
    return part(MODULE, "SEAM SVN", module.levels(), svn, "update the TDX module");
  }

  private TcbStatus part(String name, String what, List<IsvLevel> levels, int svn, String remedy) {
    var level = IsvLevel.match(levels, svn);
    level.ifPresent(
        l -> parts.add(new TcbEvaluation.Part(name, l.status(), l.tcbDate(), l.advisories())));
    var status = level.map(IsvLevel::status).orElse(TcbStatus.NOT_SUPPORTED);
    if (status.needsUpdate()) {
      IsvLevel.lowestGood(levels)
          .filter(good -> good.isvSvn() > svn)
          .ifPresent(good -> lags.add(new Lag(what, svn, good.isvSvn(), remedy, false)));
    }
    return status;
  }

  // spec: TDX DCAP Quoting Library API 4.1.2.4.17.4.3: out of date by the module alone, which has
  // been updated under the guest since (TEE_TCB_SVN_2)
  private TcbStatus relaunched(TdReport td, TcbStatus merged) {
    var sgx = info.levels().stream().filter(this::fitsSgx).findFirst();
    if (!td.isTdx15()
        || !merged.isOutOfDate()
        || sgx.isEmpty()
        || sgx.get().status().needsUpdate()
        || !isLatestModule(td.teeTcbSvn2())) {
      return merged;
    }
    lags.clear();
    if (!fitsTdx(sgx.get())) {
      parts.add(part("platform launched anew", sgx.get()));
    }
    return sgx.get().status().needsConfiguration() || merged.needsConfiguration()
        ? TcbStatus.TD_RELAUNCH_ADVISED_CONFIGURATION_NEEDED
        : TcbStatus.TD_RELAUNCH_ADVISED;
  }

  private boolean isLatestModule(Bytes svn) {
    var latest = info.levels().getFirst().tdx();
    var module = info.modules().get(svn.at(TcbPlatform.MODULE_VERSION));
    if (module == null || latest.size() != TcbLevel.COMPONENTS) {
      return false;
    }
    int needed =
        module.levels().isEmpty()
            ? latest.get(TcbPlatform.MODULE_SVN).svn()
            : module.levels().getFirst().isvSvn();
    return svn.at(TcbPlatform.MODULE_SVN) >= needed
        && svn.at(TcbPlatform.MICROCODE_SVN) >= latest.get(TcbPlatform.MICROCODE_SVN).svn();
  }
}
