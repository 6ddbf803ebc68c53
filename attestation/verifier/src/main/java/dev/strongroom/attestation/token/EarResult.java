package dev.strongroom.attestation.token;

import dev.strongroom.attestation.appraisal.AttestationResult;
import dev.strongroom.attestation.claims.ClaimsTree;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.NrasRule;
import dev.strongroom.attestation.finding.NvidiaRule;
import dev.strongroom.protocol.Profile;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.dsse.UntrustedException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// An EAT Attestation Result (draft-ietf-rats-ear): the verdict for Relying Parties that know
/// nothing of our findings. Immutable.
///
/// @param issuer who says so, `iss`
/// @param issuedAt `iat`, in whole seconds
/// @param expiresAt `exp`, in whole seconds
/// @param nonce `eat_nonce`: what the session binds, 8 to 64 bytes, as base64url
/// @param profile trust profile, `strongroom.profile`: simulated results are marked so
/// @param devicesBoundBy `strongroom.devices-bound-by`: what ties the accelerators to the CPU,
///   `software` of the guest or `nothing`; empty without accelerators, and where the node is
///   refused
/// @param submods appraisals by name: `cpu`, and `gpu` where accelerators were shown
public record EarResult(
    String issuer,
    Instant issuedAt,
    Instant expiresAt,
    Bytes nonce,
    Profile profile,
    String devicesBoundBy,
    SortedMap<String, Appraisal> submods) {
  private static final List<String> BINDINGS = List.of("", "nothing", "software");
  private static final int MIN_NONCE_BYTES = 8;
  private static final int MAX_NONCE_BYTES = 64;

  /// What was found out about one part of the node.
  ///
  /// @param status the vector's tier
  /// @param vector trustworthiness vector
  /// @param policyId `ear.appraisal-policy-id`: name and version of the policy
  /// @param findings `strongroom.findings`
  public record Appraisal(
      EarStatus status, TrustVector vector, String policyId, List<Said> findings) {
    public Appraisal {
      findings = List.copyOf(findings);
      if (status.compareTo(vector.status()) < 0) {
        throw new IllegalArgumentException("ear.status is milder than the vector");
      }
    }
  }

  /// A finding as a token carries it.
  ///
  /// @param code of the rule
  /// @param expected what it wants
  /// @param seen what was seen
  /// @param advice what a person can do
  public record Said(String code, String expected, String seen, String advice) {
    static Said of(Finding finding) {
      return new Said(
          finding.rule().code(), finding.expected(), finding.actual(), finding.nextStep());
    }
  }

  public EarResult {
    submods = Collections.unmodifiableSortedMap(new TreeMap<>(submods));
    if (issuer.isBlank() || submods.isEmpty()) {
      throw new IllegalArgumentException("want an issuer and at least one submod");
    }
    if (!BINDINGS.contains(devicesBoundBy)) {
      throw new IllegalArgumentException("devicesBoundBy: want one of " + BINDINGS);
    }
    if (!issuedAt.isBefore(expiresAt)) {
      throw new IllegalArgumentException("exp: want it after iat");
    }
    if (nonce.length() < MIN_NONCE_BYTES || nonce.length() > MAX_NONCE_BYTES) {
      throw new IllegalArgumentException("eat_nonce: want 8 to 64 bytes");
    }
  }

  /// Tells a verdict.
  ///
  /// @param accelerators true if accelerators were shown; findings about them make `gpu`
  /// @param policyId name and version of the policy
  /// @param nonce what the session binds
  /// @param life how long the result may be relied on
  public static EarResult of(
      AttestationResult<?> result,
      boolean accelerators,
      String issuer,
      String policyId,
      Bytes nonce,
      Profile profile,
      Duration life) {
    boolean authentic =
        switch (result) {
          case AttestationResult.Affirming<?> _, AttestationResult.Warning<?> _ -> true;
          case AttestationResult.Contraindicated<?> _ -> false;
        };
    var submods = new TreeMap<String, Appraisal>();
    submods.put("cpu", appraisal(authentic, about(result, false), policyId));
    var ofDevices = about(result, true);
    if (accelerators || !ofDevices.isEmpty()) {
      submods.put("gpu", appraisal(authentic, ofDevices, policyId));
    }
    var at = result.appraisedAt().truncatedTo(ChronoUnit.SECONDS);
    return new EarResult(issuer, at, at.plus(life), nonce, profile, boundBy(result), submods);
  }

  private static String boundBy(AttestationResult<?> result) {
    var claims =
        switch (result) {
          case AttestationResult.Affirming<?>(var of, _) -> Optional.of(of);
          case AttestationResult.Warning<?>(var of, _, _) -> Optional.of(of);
          case AttestationResult.Contraindicated<?> _ -> Optional.empty();
        };
    return claims
        .filter(ClaimsTree.class::isInstance)
        .map(ClaimsTree.class::cast)
        .flatMap(tree -> tree.text("devices_bound_by"))
        .orElse("");
  }

  private static List<Finding> about(AttestationResult<?> result, boolean device) {
    return result.findings().stream().filter(finding -> isAboutDevice(finding) == device).toList();
  }

  private static boolean isAboutDevice(Finding finding) {
    return finding.rule() instanceof NvidiaRule
        || finding.rule() instanceof NrasRule
        || finding.actual().startsWith("devices[");
  }

  private static Appraisal appraisal(
      boolean authentic, Collection<Finding> findings, String policyId) {
    var vector = TrustVector.of(authentic, findings);
    return new Appraisal(
        vector.status(), vector, policyId, findings.stream().map(Said::of).toList());
  }

  /// Checks what no signature says: that this is what a Relying Party asked for.
  ///
  /// @param wantedProfile the world that it lives in
  /// @param policyId the policy that it agreed to
  /// @param parts names of submods that it needs
  /// @return this, where every part was appraised by that policy and is affirming, or a warning
  ///   that the policy accepts
  /// @throws UntrustedException if it is of another profile or policy, lacks a part, or refuses one
  public EarResult require(Profile wantedProfile, String policyId, Set<String> parts)
      throws UntrustedException {
    if (profile != wantedProfile) {
      throw new UntrustedException("of " + profile.text() + ", want " + wantedProfile.text());
    }
    if (!submods.keySet().containsAll(parts)) {
      throw new UntrustedException("about " + submods.keySet() + ", want " + parts);
    }
    for (var part : submods.entrySet()) {
      var appraisal = part.getValue();
      if (!appraisal.policyId().equals(policyId)) {
        throw new UntrustedException("appraised by " + appraisal.policyId() + ", want " + policyId);
      }
      if (appraisal.status() != EarStatus.AFFIRMING && appraisal.status() != EarStatus.WARNING) {
        throw new UntrustedException(part.getKey() + " is " + appraisal.status().text());
      }
    }
    return this;
  }

  /// The gravest status of all parts.
  public EarStatus status() {
    return submods.values().stream()
        .map(Appraisal::status)
        .max(Comparable::compareTo)
        .orElse(EarStatus.NONE);
  }
}
