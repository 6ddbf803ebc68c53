package dev.strongroom.attestation.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.PolicyRule;
import dev.strongroom.protocol.Profile;
import dev.strongroom.wire.MalformedException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Policies that must not be applied: they say so before a node is there, and accept none.
class PolicyObjectionsTest {
  private static final Map<String, Object> LAUNCH =
      Fleet.pin("launch", "cpu.snp.measurement", Fleet.allowed(Fleet.MEASUREMENT));
  private static final Map<String, Object> INIT_DATA =
      Fleet.pin("init-data", "cpu.snp.host_data", Fleet.allowed(Fleet.HOST_DATA));
  private static final Map<String, Object> WORKLOAD =
      Fleet.pin("workload", "workload.digest", Fleet.allowed(Fleet.WORKLOAD));

  private static List<Finding> objections(Consumer<Map<String, Object>> change) throws Exception {
    var policy = Fleet.policy(change);
    var objections = policy.objections(Profile.PRODUCTION);
    // Applied all the same, it accepts nothing.
    assertThat(
            policy.findings(
                Fleet.claims(_ -> {}), List.of(), List.of(), Profile.PRODUCTION, Fleet.AT))
        .containsAll(objections);
    return objections;
  }

  private static void assertUnpinned(List<Finding> objections, String expected, String seen) {
    assertThat(objections).extracting(Finding::rule).containsExactly(PolicyRule.UNPINNED);
    assertThat(objections.getFirst().expected()).isEqualTo(expected);
    assertThat(objections.getFirst().actual()).isEqualTo(seen);
  }

  @Test
  void aProductionPolicyThatPinsEverythingMayBeApplied() throws Exception {
    assertThat(objections(_ -> {})).isEmpty();
  }

  @Test
  void aPolicyIsForOneProfile() throws Exception {
    assertThat(objections(json -> json.put("profile", "simulation")))
        .extracting(Finding::rule)
        .containsExactly(PolicyRule.PROFILE);
    assertThat(Fleet.policy(_ -> {}).objections(Profile.SIMULATION))
        .extracting(Finding::rule)
        .containsExactly(PolicyRule.PROFILE);
  }

  @Test
  void productionWantsLaunchInitDataAndWorkloadPinned() throws Exception {
    assertUnpinned(
        objections(json -> json.put("pins", List.of(INIT_DATA, WORKLOAD))),
        "launch pinned for snp",
        "no pin");
    assertUnpinned(
        objections(json -> json.put("pins", List.of(LAUNCH, WORKLOAD))),
        "init-data pinned for snp",
        "no pin");
    assertUnpinned(
        objections(json -> json.put("pins", List.of(LAUNCH, INIT_DATA))),
        "workload pinned for snp",
        "no pin");
  }

  @Test
  void productionWantsThemPinnedForEachScheme() throws Exception {
    var objections = objections(json -> json.put("schemes", List.of("snp", "tdx")));

    // The workload's digest is a claim of every scheme.
    assertThat(objections)
        .containsExactly(
            launchOfTdx("cpu.tdx.mrtd"),
            launchOfTdx("cpu.tdx.rtmr0"),
            launchOfTdx("cpu.tdx.rtmr1"),
            launchOfTdx("cpu.tdx.rtmr2"),
            new Finding(
                PolicyRule.UNPINNED,
                "init-data pinned for tdx",
                "no pin",
                "Pin cpu.tdx.mr_config_id to what you built; `any` is for simulation."));
  }

  /// The host may boot another kernel under the same firmware.
  private static Finding launchOfTdx(String claim) {
    return new Finding(
        PolicyRule.UNPINNED,
        "launch pinned for tdx by " + claim,
        "no pin",
        "Pin " + claim + " to what you built; `any` is for simulation.");
  }

  @Test
  void zerosPinNothing() throws Exception {
    var zeros = Fleet.pin("init-data", "cpu.snp.host_data", Fleet.allowed("00".repeat(32)));

    assertUnpinned(
        objections(json -> json.put("pins", List.of(LAUNCH, zeros, WORKLOAD))),
        "init-data pinned for snp",
        "pinned to zeros");
  }

  // spec: UAPI.7 Linux TPM PCR Registry
  @Test
  void aGuestOfAzureIsPinnedByItsPcrs() throws Exception {
    var paravisor = Fleet.pin("launch", "cpu.snp.measurement", Fleet.allowed("aa".repeat(48)));
    var bare =
        objections(
            json -> {
              json.put("schemes", List.of("azure-snp"));
              json.put("pins", List.of(paravisor));
            });
    var whole =
        objections(
            json -> {
              json.put("schemes", List.of("azure-snp"));
              json.put(
                  "pins",
                  List.of(
                      paravisor,
                      pcr("launch", 4),
                      pcr("launch", 7),
                      pcr("launch", 11),
                      Fleet.pin("launch", "azure.pcrs.12", Fleet.allowed("00".repeat(32))),
                      Fleet.pin("launch", "azure.pcrs.13", Fleet.allowed("00".repeat(32))),
                      pcr("init-data", 8),
                      pcr("workload", 11)));
            });

    assertThat(bare)
        .extracting(Finding::expected)
        .containsExactly(
            "launch pinned for azure-snp by azure.pcrs.4",
            "launch pinned for azure-snp by azure.pcrs.7",
            "launch pinned for azure-snp by azure.pcrs.11 or azure.pcrs.9",
            "launch pinned for azure-snp by azure.pcrs.12",
            "launch pinned for azure-snp by azure.pcrs.13",
            "init-data pinned for azure-snp",
            "workload pinned for azure-snp");
    assertThat(whole).isEmpty();
  }

  @Test
  void whatTheHostOfAnAzureGuestBoundPinsNothingOfTheGuest() throws Exception {
    var bound = Fleet.pin("init-data", "cpu.snp.host_data", Fleet.allowed("ab".repeat(32)));
    var findings =
        objections(
            json -> {
              json.put("schemes", List.of("azure-snp"));
              json.put("pins", List.of(bound, pcr("workload", 11)));
            });

    assertThat(findings)
        .filteredOn(finding -> finding.expected().equals("init-data pinned for azure-snp"))
        .extracting(Finding::nextStep)
        .containsExactly("Pin azure.pcrs.8 to what you built; `any` is for simulation.");
  }

  private static Map<String, Object> pcr(String subject, int index) {
    return Fleet.pin(subject, "azure.pcrs." + index, Fleet.allowed("ab".repeat(32)));
  }

  @Test
  void azuresGuestsAndOthersHavePoliciesOfTheirOwn() {
    assertThatThrownBy(() -> objections(json -> json.put("schemes", List.of("snp", "azure-snp"))))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("one policy for guests of Azure");
  }

  @Test
  void productionPinsNothingToAny() throws Exception {
    var any = Fleet.pin("workload", "workload.digest", Fleet.anything());

    assertUnpinned(
        objections(json -> json.put("pins", List.of(LAUNCH, INIT_DATA, any))),
        "workload pinned",
        "workload.digest is any");
  }

  @Test
  void whatIsLeftOpenIsNamedByItsClaims() throws Exception {
    var open =
        objections(
            json -> {
              json.put("schemes", List.of("tdx"));
              json.put("products", List.of());
              json.put("pins", List.of());
              json.put("accelerators", Map.of());
            });

    assertThat(open)
        .extracting(Finding::nextStep)
        .containsExactly(
            "Pin cpu.tdx.mrtd to what you built; `any` is for simulation.",
            "Pin cpu.tdx.rtmr0 to what you built; `any` is for simulation.",
            "Pin cpu.tdx.rtmr1 to what you built; `any` is for simulation.",
            "Pin cpu.tdx.rtmr2 to what you built; `any` is for simulation.",
            "Pin cpu.tdx.mr_config_id to what you built; `any` is for simulation.",
            "Pin cpu.tdx.rtmr2 or cpu.tdx.rtmr3 or workload.digest to what you built; `any` is for"
                + " simulation.",
            "Name the accelerators that a node must show, each with its count, such as \"GH100\":"
                + " 1.");
  }

  @Test
  void productionWantsAnAccelerator() throws Exception {
    assertUnpinned(
        objections(json -> json.put("accelerators", Map.of())), "at least one accelerator", "none");
  }

  @Test
  void aSimulationMayLeaveThingsOpen() throws Exception {
    var policy =
        Fleet.policy(
            json -> {
              json.put("profile", "simulation");
              json.put("pins", List.of());
              json.put("accelerators", Map.of());
            });

    assertThat(policy.objections(Profile.SIMULATION)).isEmpty();
  }

  @Test
  void milanIsAcceptedFromAListOfChipsOnly() throws Exception {
    assertThat(objections(json -> json.put("products", List.of("Genoa", "Milan")))).isEmpty();
    assertThat(
            objections(
                json -> {
                  json.put("products", List.of("Genoa", "Milan"));
                  json.put("platforms", Fleet.anything());
                }))
        .extracting(Finding::rule)
        .containsExactly(PolicyRule.MILAN_UNLISTED);
    assertThat(objections(json -> json.put("platforms", Fleet.anything()))).isEmpty();
  }
}
