package dev.strongroom.attestation.appraisal;

import dev.strongroom.attestation.claims.DeviceClaims;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.NodeRule;
import dev.strongroom.attestation.scheme.nvidia.NvidiaDevice;
import dev.strongroom.attestation.scheme.nvidia.NvidiaFabric;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.protocol.evidence.Scheme;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;

/// The accelerators of one node: each verified and appraised by itself, then all together.
///
/// @param findings of every device, which they name as `devices[i]`, and of the set
/// @param verified those that are authentic, by that name
/// @param complete true if every one that was shown is authentic
record NodeDevices(List<Finding> findings, SequencedMap<String, NvidiaDevice> verified, boolean complete) {
  NodeDevices {
    findings = List.copyOf(findings);
    verified = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(verified));
  }

  /// Parses, verifies and appraises.
  ///
  /// @param nonce that every report must have been made with
  /// @throws MalformedException if a report or chain has another form than its scheme demands
  static NodeDevices appraise(List<Evidence> devices, Bytes nonce, Conditions conditions)
      throws MalformedException {
    var findings = new ArrayList<Finding>();
    var verified = new LinkedHashMap<String, NvidiaDevice>();
    for (int i = 0; i < devices.size(); i++) {
      var subject = subject(i);
      var device = devices.get(i);
      if (device.scheme() != Scheme.NVIDIA_GPU) {
        findings.add(
            new Finding(NodeRule.DEVICE_SCHEME, Scheme.NVIDIA_GPU.text(), device.scheme().text())
                .about(subject));
        continue;
      }
      var seen = NvidiaInspection.of(device, Optional.of(nonce), conditions);
      seen.findings().forEach(finding -> findings.add(finding.about(subject)));
      seen.device().ifPresent(one -> verified.put(subject, one));
    }
    distinct(verified, findings);
    boolean complete = verified.size() == devices.size();
    if (complete) {
      findings.addAll(new NvidiaFabric(verified).findings());
    }
    return new NodeDevices(findings, verified, complete);
  }

  private static String subject(int i) {
    return "devices[" + i + "]";
  }

  private static void distinct(SequencedMap<String, NvidiaDevice> devices, List<Finding> out) {
    var ids = new HashSet<String>();
    var keys = new HashSet<Bytes>();
    var ueids = new HashSet<String>();
    devices.forEach(
        (subject, device) -> {
          // All are added, so either alone shows a repetition.
          boolean newId = ids.add(device.id());
          boolean newKey = keys.add(device.leafKey());
          boolean newUeid = ueids.add(device.ueid());
          if (!newId || !newKey || !newUeid) {
            out.add(
                new Finding(NodeRule.DEVICE_TWICE, "distinct devices", device.id() + " twice")
                    .about(subject));
          }
        });
  }

  /// What the authentic ones say, in the order of the Evidence.
  List<DeviceClaims> claims() {
    return verified.values().stream().map(DeviceClaims::of).toList();
  }

  /// How many there are of each architecture.
  SortedMap<String, Integer> classes() {
    var seen = new TreeMap<String, Integer>();
    verified.values().forEach(d -> seen.merge(d.architecture().text(), 1, Integer::sum));
    return seen;
  }
}
