package dev.strongroom.attestation.scheme.nvidia.rim;

import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.NvidiaRule;
import dev.strongroom.attestation.finding.RimRule;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.wire.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// One comparison under way, manifest by manifest. Used once, not thread-safe.
final class RimComparing {
  private static final int SHOWN_BYTES = 8;
  private static final int SHOWN_ALTERNATIVES = 4;

  private final List<Bytes> measurements;
  private final ReportedFirmware reported;
  private final List<Finding> findings = new ArrayList<>();

  /// Which manifest an active reference came from, by what it is about.
  private final Map<String, RimId> references = new HashMap<>();

  private int compared;
  private int matched;

  RimComparing(List<Bytes> measurements, ReportedFirmware reported) {
    this.measurements = measurements;
    this.reported = reported;
  }

  RimComparison result() {
    return new RimComparison(findings, compared, matched);
  }

  void without(RimKind kind, String version) {
    findings.add(
        new Finding(
            NvidiaRule.RIM_ABSENT,
            "the manifest of %s %s".formatted(kind, version),
            "none that is authentic"));
  }

  void with(Verified<Rim> verified) {
    findings.addAll(RimVerifier.warnings(verified));
    var rim = verified.evidence();
    if (!isOfTheDevice(rim)) {
      return;
    }
    for (var reference : rim.measurements()) {
      if (reference.active()) {
        claim("index " + reference.index(), rim.id());
        compare(reference, rim.id());
      }
    }
    for (var floor : rim.floors()) {
      if (floor.active()) {
        claim("minSvn of opaque entry " + floor.entry(), rim.id());
        compare(floor, rim.id());
      }
    }
  }

  // spec: NVIDIA RIM Meta: colloquialVersion is the version that the report names, product its chip
  private boolean isOfTheDevice(Rim rim) {
    var version = reported.version(rim.id().kind()).orElse("");
    boolean sameVersion = rim.version().equalsIgnoreCase(version);
    boolean sameProduct = rim.product().equals(reported.product());
    if (!sameVersion) {
      findings.add(new Finding(RimRule.VERSION, version, rim.version()).about(rim.title()));
    }
    if (!sameProduct) {
      findings.add(
          new Finding(RimRule.PRODUCT, reported.product(), rim.product()).about(rim.title()));
    }
    return sameVersion && sameProduct;
  }

  // spec: NVIDIA RIM Payload active: no index is active in two manifests of a device
  private void claim(String what, RimId by) {
    var before = references.put(what, by);
    if (before != null) {
      findings.add(
          new Finding(
              RimRule.INDEX_CONFLICT,
              what + " in one manifest",
              "in %s and in %s".formatted(before.text(), by.text())));
    }
  }

  // spec: NVIDIA RIM Payload Resource: index i is SPDM measurement block i + 1, and it equals one
  // of
  // the alternatives
  private void compare(ReferenceMeasurement reference, RimId of) {
    int index = reference.index();
    if (!reported.isMeasured(index)) {
      return;
    }
    compared++;
    if (index >= measurements.size()) {
      findings.add(
          new Finding(
              RimRule.MEASUREMENT_ABSENT,
              "block %d, for index %d of %s".formatted(index + 1, index, of.text()),
              measurements.size() + " blocks"));
      return;
    }
    var got = measurements.get(index);
    if (reference.alternatives().contains(got)) {
      matched++;
      return;
    }
    findings.add(
        new Finding(
            RimRule.MEASUREMENT,
            "index %d of %s: %s".formatted(index, of.text(), shown(reference.alternatives())),
            "block %d: %s".formatted(index + 1, shown(got))));
  }

  private static String shown(List<Bytes> alternatives) {
    var some =
        alternatives.stream()
            .limit(SHOWN_ALTERNATIVES)
            .map(RimComparing::shown)
            .collect(Collectors.joining(" or "));
    int more = alternatives.size() - SHOWN_ALTERNATIVES;
    return more > 0 ? some + " or " + more + " more" : some;
  }

  private static String shown(Bytes value) {
    return value.length() <= SHOWN_BYTES ? value.hex() : value.slice(0, SHOWN_BYTES).hex() + "…";
  }

  // spec: NVIDIA RIM ns3 minSvn comparison: the report has the number, and it is at least the
  // reference
  private void compare(SvnFloor floor, RimId of) {
    var wanted =
        "%s (opaque entry %d) of at least %d, by %s"
            .formatted(floor.name(), floor.entry(), floor.minimum(), of.text());
    var got = reported.svn(floor.entry());
    if (got.isEmpty()) {
      findings.add(new Finding(RimRule.SVN_ABSENT, wanted, "no number"));
    } else if (got.get() < floor.minimum()) {
      findings.add(new Finding(RimRule.SVN, wanted, "" + got.get()));
    }
  }
}
