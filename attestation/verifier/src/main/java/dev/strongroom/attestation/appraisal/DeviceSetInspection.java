package dev.strongroom.attestation.appraisal;

import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.NodeRule;
import dev.strongroom.attestation.finding.Tier;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.attestation.trust.VerificationCache;
import dev.strongroom.protocol.Profile;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What can be said of a node's accelerators without its CPU: of each, and of all together. It is
/// never affirming: nothing here ties them to a machine.
///
/// @param devices what each shows, in the order of the Evidence
/// @param ofTheSet what is wrong with the set, or was not compared
public record DeviceSetInspection(List<Inspection> devices, List<Finding> ofTheSet) {
  public DeviceSetInspection {
    devices = List.copyOf(devices);
    ofTheSet = List.copyOf(ofTheSet);
  }

  /// Parses, verifies and appraises. Pure, thread-safe.
  ///
  /// @param nonce that every report must have been made with, 32 bytes
  /// @param collateral fetched beforehand
  /// @param anchors which roots are trusted
  /// @param now the time to verify at
  /// @throws MalformedException if a report or chain has another form than its scheme demands; its
  ///   field begins with the device's name, `devices[3]`
  public static DeviceSetInspection inspect(
      List<Evidence> devices,
      Optional<Bytes> nonce,
      Collateral collateral,
      TrustAnchors anchors,
      Instant now)
      throws MalformedException {
    return inspect(devices, nonce, Conditions.of(Optional.empty(), collateral, anchors, now));
  }

  /// The same, with chains that were verified before at hand. The verdict is the same.
  ///
  /// @param cache kept between nodes
  public static DeviceSetInspection inspect(
      List<Evidence> devices,
      Optional<Bytes> nonce,
      Collateral collateral,
      TrustAnchors anchors,
      Instant now,
      VerificationCache cache)
      throws MalformedException {
    return inspect(
        devices, nonce, Conditions.of(Optional.empty(), collateral, anchors, now, cache));
  }

  private static DeviceSetInspection inspect(
      List<Evidence> devices, Optional<Bytes> nonce, Conditions conditions)
      throws MalformedException {
    var all = NodeDevices.appraise(devices, nonce, conditions);
    var each = new ArrayList<Inspection>();
    for (var seen : all.seen().values()) {
      each.add(
          new Inspection(
              devices.get(each.size()).scheme(),
              seen.authentic(),
              conditions.anchors().profile() == Profile.SIMULATION,
              seen.fields(),
              Optional.empty(),
              seen.findings(),
              conditions.now(),
              Optional.empty()));
    }
    var ofTheSet = new ArrayList<>(all.ofTheSet());
    if (nonce.isEmpty()) {
      ofTheSet.add(
          new Finding(
              NodeRule.SESSION_NOT_COMPARED, "a nonce of this session", "looked at by themselves"));
    }
    ofTheSet.add(
        new Finding(
            NodeRule.DEVICE_UNBOUND,
            "the CPU's report over a digest of these",
            "no CPU's report beside them"));
    return new DeviceSetInspection(each, ofTheSet);
  }

  /// True if every device is authentic.
  public boolean authentic() {
    return devices.stream().allMatch(Inspection::authentic);
  }

  /// The gravest tier among all findings.
  public Tier tier() {
    return Stream.concat(devices.stream().flatMap(d -> d.findings().stream()), ofTheSet.stream())
        .map(finding -> finding.rule().tier())
        .max(Comparator.naturalOrder())
        .orElse(Tier.WARNING);
  }
}
