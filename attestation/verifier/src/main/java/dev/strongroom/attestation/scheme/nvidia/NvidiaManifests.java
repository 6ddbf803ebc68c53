package dev.strongroom.attestation.scheme.nvidia;

import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.NvidiaRule;
import dev.strongroom.attestation.scheme.nvidia.rim.ReportedFirmware;
import dev.strongroom.attestation.scheme.nvidia.rim.Rim;
import dev.strongroom.attestation.scheme.nvidia.rim.RimComparison;
import dev.strongroom.attestation.scheme.nvidia.rim.RimId;
import dev.strongroom.attestation.scheme.nvidia.rim.RimVerifier;
import dev.strongroom.attestation.trust.Rejected;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.attestation.trust.VerificationCache;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.wire.MalformedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Manifests of one device: which it needs, and what it measured beside them. Pure, thread-safe.
public final class NvidiaManifests {
  /// As manifests call LS10.
  private static final String SWITCH_PRODUCT = "LS10";

  /// Type of FSP_UCODE_SVN, by which manifests name it.
  private static final int FSP_UCODE_SVN = OpaqueFields.FSP_UCODE_SVN;

  private NvidiaManifests() {}

  /// Names of the manifests that a device needs: driver and VBIOS of a GPU, BIOS of a switch.
  ///
  /// @param architecture of its leaf
  /// @param opaque what its report states
  /// @throws MalformedException if what it states can name none
  public static List<RimId> needed(NvidiaArchitecture architecture, OpaqueData opaque)
      throws MalformedException {
    var ids = new ArrayList<RimId>();
    for (var name : names(architecture, opaque)) {
      ids.add(name.id());
    }
    return List.copyOf(ids);
  }

  /// Name of one manifest, if what a device states can name it.
  private interface Name {
    RimId id() throws MalformedException;
  }

  private static List<Name> names(NvidiaArchitecture architecture, OpaqueData opaque) {
    return switch (opaque) {
      case OpaqueData.Switch one -> List.of(() -> RimId.switchBios(one.vbiosVersion()));
      case OpaqueData.Gpu gpu ->
          List.of(() -> driver(architecture, gpu, gpu.driverVersion()), () -> vbios(gpu));
    };
  }

  /// Name of the manifest of another driver on the same device.
  ///
  /// @param version of the driver
  public static RimId driver(NvidiaArchitecture architecture, OpaqueData.Gpu gpu, String version)
      throws MalformedException {
    return switch (architecture) {
      case GH100 -> RimId.hopperDriver(version);
      case GB100 -> RimId.blackwellDriver(gpu.chipInfo().orElse(RimId.BLACKWELL), version);
      case LS_10 -> throw new MalformedException("report", -1, "is a GPU's, of a switch");
    };
  }

  /// Version of the driver, of which a switch has none.
  public static Optional<String> driverVersion(OpaqueData opaque) {
    return switch (opaque) {
      case OpaqueData.Gpu gpu -> Optional.of(gpu.driverVersion());
      case OpaqueData.Switch _ -> Optional.empty();
    };
  }

  /// As manifests call a chip.
  public static String product(NvidiaArchitecture architecture) {
    return architecture.isSwitch() ? SWITCH_PRODUCT : architecture.text();
  }

  private static RimId vbios(OpaqueData.Gpu gpu) throws MalformedException {
    var sku =
        gpu.sku()
            .orElseThrow(
                () ->
                    new MalformedException(
                        "OpaqueData", -1, "has no PROJECT, PROJECT_SKU or CHIP_SKU"));
    return RimId.vbios(sku.project(), sku.projectSku(), sku.chipSku(), gpu.vbiosVersion());
  }

  /// A device's measurements beside its manifests.
  ///
  /// @param collateral manifests, and what speaks of their signers
  /// @param cache what held before
  static RimComparison compare(
      Verified<NvidiaReport> report,
      NvidiaCollateral collateral,
      TrustAnchors anchors,
      Instant now,
      VerificationCache cache) {
    var device = NvidiaDevice.of(report);
    var findings = new ArrayList<Finding>();
    var rims = new ArrayList<Verified<Rim>>();
    for (var name : names(device.architecture(), device.opaque())) {
      try {
        collateral
            .rim(name.id())
            .flatMap(rim -> authentic(rim, collateral, anchors, now, cache, findings))
            .ifPresent(rims::add);
      } catch (MalformedException e) {
        // One that cannot be named spares the device no comparison with another.
        findings.add(
            new Finding(
                NvidiaRule.RIM_ABSENT,
                "the names of its manifests",
                String.valueOf(e.getMessage())));
      }
    }
    var comparison =
        RimComparison.compare(report.evidence().measurements(), reported(device), rims);
    findings.addAll(comparison.findings());
    return new RimComparison(findings, comparison.compared(), comparison.matched());
  }

  private static Optional<Verified<Rim>> authentic(
      Rim rim,
      NvidiaCollateral collateral,
      TrustAnchors anchors,
      Instant now,
      VerificationCache cache,
      List<Finding> out) {
    return switch (RimVerifier.verify(rim, anchors, collateral.about(rim.chain()), now, cache)) {
      case Verified<Rim> verified -> {
        out.addAll(RimVerifier.notLookedUp(verified));
        yield Optional.of(verified);
      }
      case Rejected<Rim>(var reasons) -> {
        out.addAll(reasons);
        yield Optional.empty();
      }
    };
  }

  private static ReportedFirmware reported(NvidiaDevice device) {
    return switch (device.opaque()) {
      case OpaqueData.Switch one -> new ReportedFirmware.Switch(SWITCH_PRODUCT, one.vbiosVersion());
      case OpaqueData.Gpu gpu ->
          new ReportedFirmware.Gpu(
              device.architecture().text(),
              gpu.driverVersion(),
              gpu.vbiosVersion(),
              gpu.nvdec0On(),
              gpu.fspUcodeSvn().map(svn -> Map.of(FSP_UCODE_SVN, (long) svn)).orElse(Map.of()));
    };
  }
}
