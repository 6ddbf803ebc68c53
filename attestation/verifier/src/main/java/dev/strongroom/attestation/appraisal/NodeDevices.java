package dev.strongroom.attestation.appraisal;

import dev.strongroom.attestation.claims.DeviceClaims;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.NodeRule;
import dev.strongroom.attestation.finding.NvidiaRule;
import dev.strongroom.attestation.finding.RimRule;
import dev.strongroom.attestation.finding.Rule;
import dev.strongroom.attestation.nras.NrasAnswer;
import dev.strongroom.attestation.nras.SentDevice;
import dev.strongroom.attestation.scheme.nvidia.NvidiaDevice;
import dev.strongroom.attestation.scheme.nvidia.NvidiaFabric;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.protocol.evidence.Scheme;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// The accelerators of one node: each verified and appraised by itself, then all together.
///
/// @param seen what each shows, by the name that findings of the set give it: `devices[i]`
/// @param verified those that are authentic, by the same names
/// @param ofTheSet what is wrong with the set
record NodeDevices(
    SequencedMap<String, Seen> seen,
    SequencedMap<String, NvidiaDevice> verified,
    List<Finding> ofTheSet) {
  /// Warnings that something was not looked at, which the service's checks are about.
  private static final Set<Rule> ANSWERED_BY_NRAS =
      Set.of(
          NvidiaRule.RIM_ABSENT,
          RimRule.SIGNER_NOT_LOOKED_UP,
          NvidiaRule.OCSP_ABSENT,
          NvidiaRule.BROM_NOT_LOOKED_UP);

  NodeDevices {
    seen = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(seen));
    verified = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(verified));
    ofTheSet = List.copyOf(ofTheSet);
  }

  /// No devices.
  static NodeDevices none() {
    return new NodeDevices(new LinkedHashMap<>(), new LinkedHashMap<>(), List.of());
  }

  /// Parses, verifies and appraises.
  ///
  /// @param nonce that every report must have been made with; without one that is not compared
  /// @throws MalformedException if a report or chain has another form than its scheme demands; its
  ///   field begins with the device's name
  static NodeDevices appraise(List<Evidence> devices, Optional<Bytes> nonce, Conditions conditions)
      throws MalformedException {
    var seen = new LinkedHashMap<String, Seen>();
    var verified = new LinkedHashMap<String, NvidiaDevice>();
    for (int i = 0; i < devices.size(); i++) {
      var subject = "devices[" + i + "]";
      var one = one(subject, devices.get(i), nonce, conditions);
      seen.put(subject, one);
      one.device().ifPresent(device -> verified.put(subject, device));
    }
    var ofTheSet = new ArrayList<Finding>();
    distinct(verified, ofTheSet);
    var all = new NodeDevices(seen, verified, ofTheSet);
    if (all.isComplete()) {
      ofTheSet.addAll(new NvidiaFabric(verified).findings());
      return conditions
          .collateral()
          .nras()
          .map(answer -> all.with(ofTheSet, answer, nonce, conditions.now()))
          .orElseGet(() -> new NodeDevices(seen, verified, ofTheSet));
    }
    return all;
  }

  /// The same with the word of NVIDIA's service: a favourable one answers what nobody was at hand
  /// to answer here. It takes back nothing that was found here.
  private NodeDevices with(
      List<Finding> found, NrasAnswer answer, Optional<Bytes> nonce, Instant now) {
    var sent = verified.values().stream().map(SentDevice::of).toList();
    var said = answer.findings(nonce, sent, now);
    var left = new LinkedHashMap<>(seen);
    if (NrasAnswer.isFavourable(said)) {
      left.replaceAll((_, one) -> one.without(ANSWERED_BY_NRAS));
    }
    return new NodeDevices(left, verified, Seen.both(found, said));
  }

  private static Seen one(
      String subject, Evidence device, Optional<Bytes> nonce, Conditions conditions)
      throws MalformedException {
    if (device.scheme() != Scheme.NVIDIA_GPU) {
      return Seen.refused(
          List.of(),
          List.of(
              new Finding(
                  NodeRule.DEVICE_SCHEME, Scheme.NVIDIA_GPU.text(), device.scheme().text())));
    }
    try {
      return NvidiaInspection.of(device, nonce, conditions);
    } catch (MalformedException e) {
      throw new MalformedException(subject + "." + e.field(), e.offset(), e.reason(), e);
    }
  }

  private static void distinct(SequencedMap<String, NvidiaDevice> devices, List<Finding> out) {
    var ids = new HashSet<String>();
    var keys = new HashSet<Bytes>();
    var ueids = new HashSet<String>();
    var broms = new HashSet<Bytes>();
    devices.forEach(
        (subject, device) -> {
          // All are added, so either alone shows a repetition. The device writes its leaf itself:
          // only the BROM's key is NVIDIA's word.
          boolean newId = ids.add(device.id());
          boolean newKey = keys.add(device.leafKey());
          boolean newUeid = ueids.add(device.ueid());
          boolean newBrom = broms.add(device.bromKey());
          if (!newId || !newKey || !newUeid || !newBrom) {
            out.add(
                new Finding(
                        NodeRule.DEVICE_TWICE,
                        "distinct devices",
                        device.id() + (newId ? " with certificates of another" : " twice"))
                    .about(subject));
          }
        });
  }

  /// What was found of each device, which it names, and of the set.
  List<Finding> findings() {
    var all = new ArrayList<Finding>();
    seen.forEach((subject, one) -> one.findings().forEach(f -> all.add(f.about(subject))));
    all.addAll(ofTheSet);
    return all;
  }

  /// True if every one that was shown is authentic.
  boolean isComplete() {
    return verified.size() == seen.size();
  }

  /// What the authentic ones say, in the order of the Evidence.
  List<DeviceClaims> claims() {
    return verified.values().stream().map(DeviceClaims::of).toList();
  }

  /// How many there are of each architecture.
  SortedMap<String, Integer> classes() {
    var counts = new TreeMap<String, Integer>();
    verified.values().forEach(d -> counts.merge(d.architecture().text(), 1, Integer::sum));
    return counts;
  }
}
