package dev.strongroom.collateral.coverage;

import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.scheme.nvidia.NvidiaArchitecture;
import dev.strongroom.attestation.scheme.nvidia.NvidiaManifests;
import dev.strongroom.attestation.scheme.nvidia.NvidiaReport;
import dev.strongroom.attestation.scheme.nvidia.OpaqueData;
import dev.strongroom.collateral.coverage.DeviceNeeds.Wanted;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.wire.MalformedException;
import java.util.ArrayList;

/// A device's report and chain, well formed.
record SentDevice(NvidiaReport report, CertificateChain chain, NvidiaArchitecture architecture) {
  static SentDevice parse(String name, Evidence evidence) throws MalformedException {
    try {
      var chain = CertificateChain.parse(evidence.chain());
      return new SentDevice(
          NvidiaReport.parse(evidence.report()), chain, NvidiaArchitecture.ofLeaf(chain.leaf()));
    } catch (MalformedException e) {
      throw new MalformedException(name, -1, String.valueOf(e.getMessage()), e);
    }
  }

  String driver() {
    return switch (report.opaque()) {
      case OpaqueData.Gpu gpu -> gpu.driverVersion();
      case OpaqueData.Switch _ -> "";
    };
  }

  /// What it needs under `line`, and its present VBIOS or BIOS.
  ///
  /// @throws MalformedException if its own words can name no manifest
  DeviceNeeds needs(DriverLine line) throws MalformedException {
    var wanted = new ArrayList<Wanted>();
    for (var id : NvidiaManifests.needed(architecture, report.opaque())) {
      switch (id.kind()) {
        case DRIVER -> wanted.add(driver(line));
        case VBIOS, SWITCH_BIOS ->
            wanted.add(new Wanted(id, report.opaque().vbiosVersion(), false));
      }
    }
    return new DeviceNeeds(architecture, wanted);
  }

  private Wanted driver(DriverLine line) throws MalformedException {
    var version =
        switch (line) {
          case DriverLine.Present _ -> driver();
          case DriverLine.Exact(var text) -> text;
          case DriverLine.Any(var text) -> text;
        };
    var id =
        switch (report.opaque()) {
          case OpaqueData.Gpu gpu -> NvidiaManifests.driver(architecture, gpu, version);
          case OpaqueData.Switch _ ->
              throw new MalformedException("report", -1, "is a switch's, of a GPU");
        };
    return new Wanted(id, version, line instanceof DriverLine.Any);
  }
}
