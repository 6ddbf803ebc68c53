package dev.strongroom.attestation.policy;

import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.PolicyRule;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.Envelope;
import dev.strongroom.wire.dsse.UntrustedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The values of the manifests that a policy names, each signed by the key that it names and
/// current. Immutable.
///
/// @param values lists by `MANIFEST/VALUE`
/// @param floors numbers by `MANIFEST/VALUE`
/// @param findings what is wrong with the manifests; the values of those are missing here
record ReferenceValues(
    Map<String, List<String>> values, Map<String, Long> floors, List<Finding> findings) {
  ReferenceValues {
    values = Map.copyOf(values);
    floors = Map.copyOf(floors);
    findings = List.copyOf(findings);
  }

  /// Judges what was sent. Envelopes that the policy does not need are not looked at.
  static ReferenceValues of(
      List<PolicyDocument.Reference> wanted, Collection<Envelope> sent, Instant now) {
    var values = new HashMap<String, List<String>>();
    var floors = new HashMap<String, Long>();
    var findings = new ArrayList<Finding>();
    for (var reference : wanted) {
      best(reference, sent, now, findings)
          .ifPresent(
              manifest -> {
                manifest
                    .values()
                    .forEach((name, list) -> values.put(reference.name() + "/" + name, list));
                manifest
                    .floors()
                    .forEach((name, n) -> floors.put(reference.name() + "/" + name, n));
              });
    }
    return new ReferenceValues(values, floors, findings);
  }

  private static Optional<ReferenceManifest> best(
      PolicyDocument.Reference wanted,
      Collection<Envelope> sent,
      Instant now,
      List<Finding> findings) {
    var current = new ArrayList<ReferenceManifest>();
    var problems = new ArrayList<Finding>();
    for (var envelope : sent) {
      try {
        // spec: RFC 9334 8.3: Reference Values come from an authority that the policy names
        var payload = envelope.verify(ReferenceManifest.PAYLOAD_TYPE, List.of(wanted.issuer()));
        var manifest = ReferenceManifest.parse(payload);
        if (manifest.name().equals(wanted.name())) {
          stale(wanted, manifest, now).ifPresentOrElse(problems::add, () -> current.add(manifest));
        }
      } catch (UntrustedException | MalformedException e) {
        problems.add(
            new Finding(
                PolicyRule.REFERENCE_UNTRUSTED,
                wanted.name() + " signed by " + wanted.issuer().keyId(),
                String.valueOf(e.getMessage())));
      }
    }
    var newest =
        current.stream().max(java.util.Comparator.comparingLong(ReferenceManifest::version));
    if (newest.isEmpty()) {
      findings.addAll(problems);
      if (problems.isEmpty()) {
        findings.add(new Finding(PolicyRule.REFERENCE_ABSENT, "manifest " + wanted.name(), "none"));
      }
    }
    return newest;
  }

  private static Optional<Finding> stale(
      PolicyDocument.Reference wanted, ReferenceManifest manifest, Instant now) {
    if (manifest.version() < wanted.minimumVersion()) {
      return Optional.of(
          new Finding(
              PolicyRule.REFERENCE_STALE,
              wanted.name() + " of version " + wanted.minimumVersion() + " or later",
              "version " + manifest.version()));
    }
    // spec: RFC 9334 10 Freshness: what is past its end no longer counts
    if (now.isBefore(manifest.issuedAt()) || !now.isBefore(manifest.notAfter())) {
      return Optional.of(
          new Finding(
              PolicyRule.REFERENCE_STALE,
              wanted.name() + " current at " + now,
              "from " + manifest.issuedAt() + " to " + manifest.notAfter()));
    }
    return Optional.empty();
  }

  /// The list of that name; empty where no manifest names it.
  List<String> listed(String name) {
    return values.getOrDefault(name, List.of());
  }
}
