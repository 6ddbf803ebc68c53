package dev.strongroom.attestation.policy;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.strongroom.attestation.claims.ClaimKind;
import dev.strongroom.attestation.claims.ClaimSchema;
import java.util.Locale;
import java.util.Set;

/// One claim that must have one of the accepted values.
///
/// @param subject what the claim stands for
/// @param claim a claim that can stand for it, see [Subject]
/// @param allowed its values
public record Pin(Subject subject, String claim, Allowed allowed) {
  /// What a production policy must pin.
  public enum Subject {
    /// Initial guest: `cpu.snp.measurement`, `cpu.tdx.mrtd`, `cpu.sgx.mr_enclave`, or who signed
    /// the ID block: `cpu.snp.id_key_digest`, `cpu.snp.author_key_digest`.
    @JsonProperty("launch")
    LAUNCH(
        "cpu.snp.measurement",
        "cpu.snp.id_key_digest",
        "cpu.snp.author_key_digest",
        "cpu.tdx.mrtd",
        "cpu.sgx.mr_enclave"),
    /// What the host bound at launch: `cpu.snp.host_data`, `cpu.tdx.mr_config_id`.
    @JsonProperty("init-data")
    INIT_DATA("cpu.snp.host_data", "cpu.tdx.mr_config_id"),
    /// What runs in the guest: `workload.digest`, or registers that measure it: `cpu.tdx.rtmr2`,
    /// `cpu.tdx.rtmr3`.
    @JsonProperty("workload")
    WORKLOAD("workload.digest", "cpu.tdx.rtmr2", "cpu.tdx.rtmr3");

    @SuppressWarnings("ImmutableEnumChecker") // made by Set.of
    private final Set<String> claims;

    Subject(String... claims) {
      this.claims = Set.of(claims);
    }

    /// The claims that can stand for it.
    public Set<String> claims() {
      return claims;
    }

    String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  public Pin {
    var known = ClaimSchema.claims().get(claim);
    if (known == null || known.kind() != ClaimKind.TEXT || !subject.claims().contains(claim)) {
      throw new IllegalArgumentException(
          "pins: '"
              + claim
              + "' cannot stand for "
              + subject.text()
              + ", want one of "
              + subject.claims());
    }
  }

  /// True if the claim is about guests of `scheme`, or of every scheme.
  boolean concerns(String scheme) {
    return !claim.startsWith("cpu.") || claim.startsWith("cpu." + scheme + ".");
  }
}
