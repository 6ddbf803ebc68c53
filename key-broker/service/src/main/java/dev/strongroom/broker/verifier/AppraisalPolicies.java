package dev.strongroom.broker.verifier;

import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.policy.Policy;
import dev.strongroom.attestation.policy.PolicyDocument;
import dev.strongroom.broker.StartException;
import dev.strongroom.protocol.Profile;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The policies that Relying Parties may name: each compiled, and none that must not be applied
/// under the profile. Immutable.
public final class AppraisalPolicies {
  private static final String SUFFIX = ".json";

  private final Map<String, Policy> byName;

  private AppraisalPolicies(Map<String, Policy> byName) {
    this.byName = Map.copyOf(byName);
  }

  /// Compiles all of them.
  ///
  /// @param files content by file name, `NAME.json`, where NAME is the policy's
  /// @throws StartException naming the file, the rule and what to do, if there is none, or one is
  ///   no policy, has another name than its file, or must not be applied under `profile`
  public static AppraisalPolicies of(Map<String, Bytes> files, Profile profile)
      throws StartException {
    if (files.isEmpty()) {
      throw new StartException("there is no policy: want at least one NAME.json");
    }
    var byName = new TreeMap<String, Policy>();
    for (var file : new TreeMap<>(files).entrySet()) {
      var policy = compile(file.getKey(), file.getValue(), profile);
      byName.put(policy.document().name(), policy);
    }
    return new AppraisalPolicies(byName);
  }

  private static Policy compile(String file, Bytes content, Profile profile) throws StartException {
    Policy policy;
    try {
      policy = Policy.compile(PolicyDocument.parse(content));
    } catch (MalformedException e) {
      throw new StartException(file + " is no policy: " + firstLine(e), e);
    }
    var name = policy.document().name();
    if (!file.equals(name + SUFFIX)) {
      throw new StartException(
          file + " holds the policy '" + name + "': name the file " + name + SUFFIX);
    }
    var objections = policy.objections(profile);
    if (!objections.isEmpty()) {
      throw new StartException(
          file + " must not be applied under " + profile.text() + ": " + describe(objections));
    }
    return policy;
  }

  /// The compiler draws a second line below the expression.
  private static String firstLine(MalformedException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private static String describe(Collection<Finding> findings) {
    return findings.stream().map(Finding::describe).collect(Collectors.joining("; "));
  }

  /// The policy of that name.
  Optional<Policy> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }
}
