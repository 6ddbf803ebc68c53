package dev.strongroom.attestation.token;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.strongroom.protocol.Profile;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The claims set of a token, member by member.
///
/// | Member | Meaning |
/// |---|---|
/// | `eat_profile` | [EarToken#EAT_PROFILE] |
/// | `iss`, `iat`, `exp` | issuer, and seconds since 1970 |
/// | `eat_nonce` | base64url without padding |
/// | `ear.verifier-id` | developer and build |
/// | `strongroom.profile` | `production` or `simulation` |
/// | `strongroom.devices-bound-by` | `software`, `nothing`, or empty |
/// | `submods` | name → `ear.status`, `ear.trustworthiness-vector`, `ear.appraisal-policy-id`, `strongroom.findings` |
record EarClaims(
    @JsonProperty("eat_profile") String eatProfile,
    @JsonProperty("iss") String issuer,
    @JsonProperty("iat") long issuedAt,
    @JsonProperty("exp") long expiresAt,
    @JsonProperty("eat_nonce") String nonce,
    @JsonProperty("ear.verifier-id") VerifierId verifier,
    @JsonProperty("strongroom.profile") Profile profile,
    @JsonProperty("strongroom.devices-bound-by") String devicesBoundBy,
    @JsonProperty("submods") Map<String, Submod> submods) {
  private static final long LAST_SECOND = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

  record VerifierId(String developer, String build) {}

  record Submod(
      @JsonProperty("ear.status") String status,
      @JsonProperty("ear.trustworthiness-vector") Map<String, Integer> vector,
      @JsonProperty("ear.appraisal-policy-id") String policyId,
      @JsonProperty("strongroom.findings") List<EarResult.Said> findings) {}

  EarClaims {
    submods = Map.copyOf(submods);
  }

  static EarClaims of(EarResult result) {
    var submods = new TreeMap<String, Submod>();
    result.submods().forEach((name, appraisal) -> submods.put(name, of(appraisal)));
    return new EarClaims(
        EarToken.EAT_PROFILE,
        result.issuer(),
        result.issuedAt().getEpochSecond(),
        result.expiresAt().getEpochSecond(),
        Base64.getUrlEncoder().withoutPadding().encodeToString(result.nonce().toArray()),
        new VerifierId("Strongroom", "0.1"),
        result.profile(),
        result.devicesBoundBy(),
        submods);
  }

  private static Submod of(EarResult.Appraisal appraisal) {
    var vector = new TreeMap<String, Integer>();
    appraisal.vector().values().forEach((member, value) -> vector.put(member.text(), value));
    return new Submod(
        appraisal.status().text(), vector, appraisal.policyId(), appraisal.findings());
  }

  EarResult result() throws MalformedException {
    // spec: EAR draft eat_profile: other profiles have other members
    if (!eatProfile.equals(EarToken.EAT_PROFILE)) {
      throw new MalformedException("eat_profile", -1, "got '" + eatProfile + "'");
    }
    var all = new TreeMap<String, EarResult.Appraisal>();
    for (var each : submods.entrySet()) {
      all.put(each.getKey(), appraisal(each.getValue()));
    }
    try {
      return new EarResult(
          issuer,
          Instant.ofEpochSecond(second("iat", issuedAt)),
          Instant.ofEpochSecond(second("exp", expiresAt)),
          Bytes.copyOf(Base64.getUrlDecoder().decode(nonce)),
          profile,
          devicesBoundBy,
          all);
    } catch (IllegalArgumentException e) {
      throw new MalformedException("EAR", -1, String.valueOf(e.getMessage()), e);
    }
  }

  private static long second(String field, long value) throws MalformedException {
    if (value < 0 || value > LAST_SECOND) {
      throw new MalformedException(field, -1, "got " + value);
    }
    return value;
  }

  private static EarResult.Appraisal appraisal(Submod submod) throws MalformedException {
    var values = new EnumMap<VectorMember, Integer>(VectorMember.class);
    for (var member : VectorMember.values()) {
      var value = submod.vector().get(member.text());
      if (value != null) {
        values.put(member, value);
      }
    }
    var status =
        EarStatus.ofText(submod.status())
            .orElseThrow(
                () -> new MalformedException("ear.status", -1, "got '" + submod.status() + "'"));
    if (values.size() != submod.vector().size()) {
      throw new MalformedException("ear.trustworthiness-vector", -1, "has unknown members");
    }
    try {
      return new EarResult.Appraisal(
          status, new TrustVector(values), submod.policyId(), submod.findings());
    } catch (IllegalArgumentException e) {
      throw new MalformedException("EAR", -1, String.valueOf(e.getMessage()), e);
    }
  }
}
