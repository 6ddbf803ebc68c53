package dev.strongroom.collateral.coverage;

import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.RimRule;
import dev.strongroom.attestation.finding.Tier;
import dev.strongroom.attestation.scheme.nvidia.NvidiaAppraisal;
import dev.strongroom.attestation.scheme.nvidia.NvidiaArchitecture;
import dev.strongroom.attestation.scheme.nvidia.NvidiaCollateral;
import dev.strongroom.attestation.scheme.nvidia.NvidiaManifests;
import dev.strongroom.attestation.scheme.nvidia.NvidiaReport;
import dev.strongroom.attestation.scheme.nvidia.NvidiaVerifier;
import dev.strongroom.attestation.scheme.nvidia.rim.Rim;
import dev.strongroom.attestation.scheme.nvidia.rim.RimVerifier;
import dev.strongroom.attestation.trust.Rejected;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.attestation.trust.VerificationCache;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.collateral.coverage.DeviceNeeds.Wanted;
import dev.strongroom.collateral.coverage.ManifestState.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Looks at collateral as verification does.
record Looking(
    NvidiaCollateral collateral, TrustAnchors anchors, Instant now, VerificationCache cache) {
  DeviceState atDevice(int place, SentDevice device) {
    var verification =
        NvidiaVerifier.verify(
            device.report(), device.chain(), anchors, collateral.about(device.chain()), now, cache);
    var findings =
        switch (verification) {
          case Verified<NvidiaReport> verified -> NvidiaAppraisal.notLookedUp(verified);
          case Rejected<NvidiaReport>(var reasons) -> reasons;
        };
    return new DeviceState(
        place,
        device.chain().leaf().serialNumber(),
        device.architecture().text(),
        device.driver(),
        device.report().opaque().vbiosVersion(),
        state(findings),
        findings);
  }

  Coverage.Group atManifests(DeviceNeeds needs, List<Integer> places) {
    var all = new ArrayList<Coverage.Need>();
    for (var wanted : needs.wanted()) {
      all.add(new Coverage.Need(atEach(wanted, needs.architecture())));
    }
    return new Coverage.Group(needs.architecture().text(), all, places);
  }

  private List<ManifestState> atEach(Wanted wanted, NvidiaArchitecture architecture) {
    var found =
        collateral.rims().stream()
            .filter(rim -> wanted.isMetBy(rim.id()))
            .sorted(Comparator.comparing(rim -> rim.id().text()))
            .map(rim -> atManifest(rim, wanted.versionOf(rim.id()), architecture))
            .toList();
    return found.isEmpty()
        ? List.of(new ManifestState(wanted.id(), State.ABSENT, Optional.empty(), List.of()))
        : found;
  }

  private ManifestState atManifest(Rim rim, String version, NvidiaArchitecture architecture) {
    var findings = new ArrayList<Finding>();
    switch (RimVerifier.verify(rim, anchors, collateral.about(rim.chain()), now, cache)) {
      case Verified<Rim> verified -> {
        findings.addAll(RimVerifier.warnings(verified));
        findings.addAll(RimVerifier.notLookedUp(verified));
      }
      case Rejected<Rim>(var reasons) -> findings.addAll(reasons);
    }
    if (!rim.version().equalsIgnoreCase(version)) {
      findings.add(new Finding(RimRule.VERSION, version, rim.version()).about(rim.title()));
    }
    var product = NvidiaManifests.product(architecture);
    if (!rim.product().equals(product)) {
      findings.add(new Finding(RimRule.PRODUCT, product, rim.product()).about(rim.title()));
    }
    return new ManifestState(
        rim.id(), state(findings), Optional.of(rim.chain().leaf().notAfter()), findings);
  }

  private static State state(List<Finding> findings) {
    if (findings.isEmpty()) {
      return State.COVERED;
    }
    return findings.stream().anyMatch(each -> each.rule().tier() == Tier.CONTRAINDICATED)
        ? State.REFUSED
        : State.WARNED;
  }
}
