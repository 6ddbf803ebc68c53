package dev.strongroom.attestation.policy;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// One claim that must have one of the accepted values.
///
/// @param subject what the claim stands for
/// @param claim a claim that can stand for it, see [Subject]
/// @param allowed its values
public record Pin(Subject subject, String claim, Allowed allowed) {
  /// What a production policy must pin.
  public enum Subject {
    /// What was launched: firmware and kernel, or who signed the ID block.
    @JsonProperty("launch")
    LAUNCH(
        "cpu.snp.measurement",
        "cpu.snp.id_key_digest",
        "cpu.snp.author_key_digest",
        "cpu.tdx.mrtd",
        "cpu.tdx.rtmr0",
        "cpu.tdx.rtmr1",
        "cpu.tdx.rtmr2",
        "cpu.sgx.mr_enclave",
        "azure.pcrs.4",
        "azure.pcrs.7",
        "azure.pcrs.9",
        "azure.pcrs.11",
        "azure.pcrs.12",
        "azure.pcrs.13"),
    /// What the host bound at launch; of Azure's guests what the guest extended first.
    @JsonProperty("init-data")
    INIT_DATA("cpu.snp.host_data", "cpu.tdx.mr_config_id", "azure.pcrs.8"),
    /// What runs in the guest: `workload.digest`, or registers that measure it.
    @JsonProperty("workload")
    WORKLOAD(
        "workload.digest",
        "cpu.tdx.rtmr2",
        "cpu.tdx.rtmr3",
        "azure.pcrs.9",
        "azure.pcrs.10",
        "azure.pcrs.11",
        "azure.pcrs.12",
        "azure.pcrs.13",
        "azure.pcrs.15");

    @SuppressWarnings("ImmutableEnumChecker") // made by Set.of
    private final Set<String> claims;

    Subject(String... claims) {
      this.claims = Set.of(claims);
    }

    /// The claims that can stand for it.
    public Set<String> claims() {
      return claims;
    }

    /// What a production policy for `scheme` must pin of it: one claim of each set.
    ///
    /// MRTD is the firmware alone: the host chooses MRCONFIGID and may boot any kernel under the
    /// same firmware, which RTMR0 to RTMR2 show. Behind Azure's virtual TPM the CPU measures the
    /// paravisor, which all tenants share, and what the host bound reaches no guest: PCRs show it.
    List<Set<String>> required(String scheme) {
      return switch (this) {
        case LAUNCH ->
            switch (scheme) {
              case "tdx" ->
                  List.of(
                      Set.of("cpu.tdx.mrtd"),
                      Set.of("cpu.tdx.rtmr0"),
                      Set.of("cpu.tdx.rtmr1"),
                      Set.of("cpu.tdx.rtmr2"));
              case "azure-snp" -> azure("cpu.snp.measurement");
              case "azure-tdx" -> azure("cpu.tdx.mrtd");
              default ->
                  List.of(
                      Set.of(
                          "cpu.snp.measurement",
                          "cpu.snp.id_key_digest",
                          "cpu.snp.author_key_digest",
                          "cpu.sgx.mr_enclave"));
            };
        case INIT_DATA, WORKLOAD -> List.of(scheme.startsWith("azure-") ? ofGuest() : claims);
      };
    }

    /// The claims that speak of a guest above Azure's paravisor.
    private Set<String> ofGuest() {
      return claims.stream()
          .filter(claim -> claim.startsWith("azure.") || claim.startsWith("workload."))
          .collect(Collectors.toUnmodifiableSet());
    }

    // spec: UAPI.7 Linux TPM PCR Registry: 4 boot programs, 7 Secure Boot, 9 or 11 kernel and
    // initrd, 12 command line and credentials, 13 system extensions
    private static List<Set<String>> azure(String paravisor) {
      return List.of(
          Set.of(paravisor),
          Set.of("azure.pcrs.4"),
          Set.of("azure.pcrs.7"),
          Set.of("azure.pcrs.9", "azure.pcrs.11"),
          Set.of("azure.pcrs.12"),
          Set.of("azure.pcrs.13"));
    }

    String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private static final Set<String> ADDITIONS = Set.of("azure.pcrs.12", "azure.pcrs.13");

  public Pin {
    if (!subject.claims().contains(claim)) {
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
    return isAbout(claim, scheme);
  }

  static boolean isAbout(String claim, String scheme) {
    if (claim.startsWith("azure.")) {
      return scheme.startsWith("azure-");
    }
    // Of Azure's guests these are the paravisor's.
    var cpu = scheme.substring(scheme.indexOf('-') + 1);
    return !claim.startsWith("cpu.") || claim.startsWith("cpu." + cpu + ".");
  }

  /// True if it says what must be there: neither any value, nor that nothing was measured. Of
  /// registers that measure only what is added to a boot, that is something.
  public boolean saysSomething() {
    return !allowed.any()
        && (ADDITIONS.contains(claim) || allowed.values().stream().noneMatch(v -> v.matches("0+")));
  }
}
