package dev.strongroom.attestation.token;

import dev.strongroom.attestation.finding.ChainRule;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.Rule;
import dev.strongroom.attestation.finding.Tier;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/// AR4SI's trustworthiness vector (draft-ietf-rats-ar4si, 2.3.3 and 2.3.4). Each member starts at 0
/// and only what was verified raises it.
///
/// | Value | Where |
/// |---:|---|
/// | 0 | no claim: nothing here judges it, or the Evidence is not authentic |
/// | 2 | every rule of the member holds (executables: 3, only what is loaded at boot is known) |
/// | 32 | a warning |
/// | 96 | a contraindication |
/// | 97 | instance-identity, hardware: not recognized: foreign root, unknown product or platform |
/// | 99 | a signature or certificate chain does not hold |
///
/// @param values every member
public record TrustVector(Map<VectorMember, Integer> values) {
  private static final int NONE = 0;
  private static final int AFFIRMING = 2;
  private static final int APPROVED_AT_BOOT = 3;
  private static final int WARNING = 32;
  private static final int CONTRAINDICATED = 96;
  private static final int UNRECOGNIZED = 97;
  private static final int CRYPTOGRAPHY_FAILED = 99;
  private static final int HIGHEST = 127;
  private static final int LOWEST = -128;

  public TrustVector {
    var all = new EnumMap<VectorMember, Integer>(VectorMember.class);
    all.putAll(values);
    if (all.size() != VectorMember.values().length
        || all.values().stream().anyMatch(v -> v < LOWEST || v > HIGHEST)) {
      throw new IllegalArgumentException("vector: want every member, each -128 to 127");
    }
    values = Collections.unmodifiableMap(all);
  }

  /// Judges findings about authentic or refused Evidence.
  ///
  /// @param authentic true if the Evidence was verified
  // spec: AR4SI draft 2.3: a value is affirming only for what the Verifier appraised
  static TrustVector of(boolean authentic, Collection<Finding> findings) {
    var values = new EnumMap<VectorMember, Integer>(VectorMember.class);
    for (var member : VectorMember.values()) {
      values.put(member, authentic ? appraised(member) : NONE);
    }
    for (var finding : findings) {
      values.merge(VectorMember.of(finding.rule()), value(finding.rule()), Math::max);
    }
    return new TrustVector(values);
  }

  private static int appraised(VectorMember member) {
    return switch (member) {
      case INSTANCE_IDENTITY, CONFIGURATION, HARDWARE, RUNTIME_OPAQUE -> AFFIRMING;
      case EXECUTABLES -> APPROVED_AT_BOOT;
      case FILE_SYSTEM, STORAGE_OPAQUE, SOURCED_DATA -> NONE;
    };
  }

  private static int value(Rule rule) {
    if (rule.tier() == Tier.WARNING) {
      return WARNING;
    }
    return switch (rule) {
      case ChainRule chain ->
          switch (chain) {
            case ROOT_UNKNOWN, ROOT_PROFILE -> UNRECOGNIZED;
            case LENGTH,
                ISSUER,
                SIGNATURE,
                CONSTRAINTS,
                ALGORITHM,
                REPORT_SIGNATURE,
                CRL_FOREIGN,
                CRL_SIGNATURE,
                OCSP_RESPONDER,
                OCSP_SIGNATURE,
                NAME ->
                CRYPTOGRAPHY_FAILED;
            case VALIDITY,
                CRL_ABSENT,
                CRL_STALE,
                REVOKED,
                CERTIFICATE_HOLD,
                OCSP_STALE,
                OCSP_NONCE,
                OCSP_UNKNOWN ->
                CONTRAINDICATED;
          };
      case Rule other ->
          switch (other.code()) {
            case "policy.product",
                "policy.platform",
                "snp.product",
                "dcap.platform",
                "snp.chip-unlisted",
                "snp.platform-unknown",
                "nras.issuer",
                "nras.signer" ->
                UNRECOGNIZED;
            case "snp.unsigned",
                "dcap.qe-binding",
                "nras.algorithm",
                "nras.signature",
                "nras.digest",
                "nvidia.rim.signature",
                "nvidia.rim.signature-form" ->
                CRYPTOGRAPHY_FAILED;
            default -> CONTRAINDICATED;
          };
    };
  }

  /// The value of one member.
  public int value(VectorMember member) {
    return values.getOrDefault(member, NONE);
  }

  /// The tier that the members come to: that of the gravest.
  // spec: AR4SI draft 2.3.2: -1 to 1 none, 2 to 31 affirming, 32 to 95 warning, 96 to 127
  // contraindicated
  EarStatus status() {
    return EarStatus.of(values.values().stream().mapToInt(v -> v).max().orElse(NONE));
  }
}
