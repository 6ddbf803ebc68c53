package dev.strongroom.attestation.scheme.dcap.tcb;

import dev.strongroom.wire.Bytes;
import java.util.List;
import java.util.Optional;

/// What keeps a platform from a level, in words.
final class PlatformLags {
  private PlatformLags() {}

  /// Adds every SVN below that of `target`.
  static void add(TcbLevel target, PckExtensions pck, Optional<Bytes> teeTcbSvn, List<Lag> out) {
    for (int i = 0; i < TcbLevel.COMPONENTS; i++) {
      component("SGX", i, pck.components().at(i), target.sgx().get(i), out);
    }
    if (pck.pceSvn() < target.pceSvn()) {
      var remedy = "update the provisioning certification enclave";
      out.add(new Lag("PCESVN", pck.pceSvn(), target.pceSvn(), remedy, true));
    }
    if (teeTcbSvn.isPresent()) {
      var svn = teeTcbSvn.get();
      for (int i = TcbMatch.firstComponent(svn); i < target.tdx().size(); i++) {
        component("TDX", i, svn.at(i), target.tdx().get(i), out);
      }
    }
  }

  private static void component(
      String kind, int index, int seen, TcbComponent wanted, List<Lag> out) {
    if (seen >= wanted.svn()) {
      return;
    }
    var said = wanted.type().isEmpty() ? wanted.category() : wanted.type();
    var what = kind + " TCB component " + (index + 1) + (said.isEmpty() ? "" : " (" + said + ")");
    out.add(new Lag(what, seen, wanted.svn(), remedy(wanted), kind.equals("SGX")));
  }

  private static String remedy(TcbComponent component) {
    var type = component.type();
    if (type.contains("TDX Module")) {
      return "update the TDX module";
    }
    if (type.contains("Microcode")) {
      return "update the microcode";
    }
    if (type.contains("SEAMLDR")) {
      return "update the SEAM loader";
    }
    return component.category().equals("BIOS") ? "update the BIOS" : "update the firmware";
  }
}
