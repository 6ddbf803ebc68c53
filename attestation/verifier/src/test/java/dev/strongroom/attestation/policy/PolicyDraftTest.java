package dev.strongroom.attestation.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.claims.ClaimsTree;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.PolicyRule;
import dev.strongroom.protocol.Profile;
import dev.strongroom.wire.Bytes;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A drafted policy accepts the node that it was drafted from, and no other.
class PolicyDraftTest {
  private static List<Finding> ofDraft(ClaimsTree from, ClaimsTree claims, Profile profile)
      throws Exception {
    var draft = PolicyDraft.from(from, "first", Fleet.END);
    return Policy.compile(draft).findings(claims, List.of(), List.of(), profile, Fleet.AT);
  }

  private static ClaimsTree changed(ClaimsTree claims, String was, String is) throws Exception {
    var json = claims.toJson().utf8();
    assertThat(json).contains(was);
    return ClaimsTree.parse(Bytes.utf8(json.replace(was, is)));
  }

  private static ClaimsTree snp() throws Exception {
    return Fleet.claims(
        claims -> {
          for (var part : List.of("bootloader", "tee", "snp")) {
            claims.put("cpu.snp.committed_tcb." + part, 7);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"reported", "committed", "launch"})
  void eachTcbHasTheFloorThatItWasSeenAt(String which) throws Exception {
    var from = levels(7, 7);
    var lower = Fleet.claims(claims -> put(claims, 7, 7).put("cpu.snp." + which + "_tcb.fmc", 6));

    assertThat(ofDraft(from, from, Profile.PRODUCTION)).isEmpty();
    assertThat(ofDraft(from, levels(7, 8), Profile.PRODUCTION)).isEmpty();
    assertThat(ofDraft(from, lower, Profile.PRODUCTION))
        .extracting(finding -> finding.rule().code())
        .containsExactly("policy.floor-fmc");
  }

  private static ClaimsTree levels(int reported, int others) throws Exception {
    return Fleet.claims(claims -> put(claims, reported, others));
  }

  private static Map<String, Object> put(Map<String, Object> claims, int reported, int others) {
    claims.put("cpu.snp.reported_tcb.fmc", reported);
    claims.put("cpu.snp.committed_tcb.fmc", others);
    claims.put("cpu.snp.launch_tcb.fmc", others);
    return claims;
  }

  @Test
  void whatIntelAnnouncesRefusesNobody() throws Exception {
    assertThat(PolicyDraft.from(intel("tdx"), "first", Fleet.END).acceptedWarnings())
        .containsExactly("dcap.tcb.forecast");
    assertThat(PolicyDraft.from(snp(), "first", Fleet.END).acceptedWarnings()).isEmpty();
  }

  private static ClaimsTree intel(String scheme) throws Exception {
    Consumer<Map<String, Object>> change =
        claims -> {
          claims.keySet().removeIf(name -> name.startsWith("cpu."));
          claims.put("cpu.scheme", scheme);
          claims.put("cpu.ppid", "aa".repeat(16));
          claims.put("cpu." + scheme + ".tcb.status", "UpToDate");
          if (scheme.equals("tdx")) {
            claims.put("cpu.tdx.mrtd", "bb".repeat(48));
            claims.put("cpu.tdx.rtmr0", "d0".repeat(48));
            claims.put("cpu.tdx.rtmr1", "d1".repeat(48));
            claims.put("cpu.tdx.rtmr2", "d2".repeat(48));
            claims.put("cpu.tdx.mr_config_id", "cc".repeat(48));
            claims.put("cpu.tdx.attributes.debug", false);
          } else {
            claims.put("cpu.sgx.mr_enclave", "bb".repeat(32));
            claims.put("cpu.sgx.debug", false);
          }
        };
    return Fleet.claims(change);
  }

  @Test
  void anSnpNodeIsAcceptedByItsOwnDraftInProduction() throws Exception {
    assertThat(ofDraft(snp(), snp(), Profile.PRODUCTION)).isEmpty();
  }

  @Test
  void aTdxNodeIsAcceptedByItsOwnDraftInProduction() throws Exception {
    assertThat(ofDraft(intel("tdx"), intel("tdx"), Profile.PRODUCTION)).isEmpty();
  }

  /// No claim of an enclave stands for init-data.
  @Test
  void anEnclaveIsNotForProduction() throws Exception {
    assertThat(ofDraft(intel("sgx"), intel("sgx"), Profile.PRODUCTION))
        .containsExactly(new Finding(PolicyRule.UNPINNED, "init-data pinned for sgx", "no pin"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"debug\":false → \"debug\":true → policy.no-debug",
        "\"microcode\":24 → \"microcode\":23 → policy.floor-microcode",
        "\"bootloader\":7 → \"bootloader\":6 → policy.floor-bootloader",
        "\"tee\":7 → \"tee\":6 → policy.floor-tee",
        "\"snp\":7 → \"snp\":6 → policy.floor-snp",
        "abababab → 00000000 → policy.pin",
        "cdcdcdcd → 00000000 → policy.pin",
        "efefefef → 00000000 → policy.pin",
        "c1c1c1c1 → 00000000 → policy.platform",
        "Genoa → Turin → policy.product",
        "GH100 → GB100 → policy.accelerators",
        "\"simulated\":false → \"simulated\":true → policy.profile",
      })
  void anSnpNodeThatDiffersIsRefused(String change) throws Exception {
    var sides = change.split(" → ", -1);

    assertThat(ofDraft(snp(), changed(snp(), sides[0], sides[1]), Profile.PRODUCTION))
        .extracting(finding -> finding.rule().code())
        .containsExactly(sides[2]);
  }

  @Test
  void levelsAboveTheDraftsAreAccepted() throws Exception {
    var later = changed(snp(), "\"microcode\":24", "\"microcode\":25");

    assertThat(ofDraft(snp(), later, Profile.PRODUCTION)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"debug\":false → \"debug\":true → policy.no-debug",
        "UpToDate → OutOfDate → policy.tcb-up-to-date",
        "bbbbbbbb → 00000000 → policy.pin",
        "aaaaaaaa → 00000000 → policy.platform",
      })
  void anIntelNodeThatDiffersIsRefused(String change) throws Exception {
    var sides = change.split(" → ", -1);
    for (var scheme : List.of("tdx", "sgx")) {
      var other = changed(intel(scheme), sides[0], sides[1]);

      assertThat(ofDraft(intel(scheme), other, Profile.PRODUCTION))
          .extracting(finding -> finding.rule().code())
          .contains(sides[2]);
    }
  }

  @Test
  void whatTheEvidenceDoesNotShowIsLeftToAPerson() throws Exception {
    var silent = Fleet.claims(claims -> claims.remove("workload.digest"));

    assertThat(ofDraft(silent, silent, Profile.PRODUCTION))
        .containsExactly(
            new Finding(
                PolicyRule.UNPINNED,
                "workload pinned",
                "workload.digest is any",
                "Pin workload.digest to what you built; `any` is for simulation."));
  }

  @Test
  void whatIsSimulatedOrDoesNotSayIsDraftedForSimulation() throws Exception {
    var simulated = changed(snp(), "\"simulated\":false", "\"simulated\":true");
    var silent = Fleet.claims(claims -> claims.remove("simulated"));

    assertThat(ofDraft(simulated, simulated, Profile.SIMULATION)).isEmpty();
    assertThat(PolicyDraft.from(silent, "first", Fleet.END).profile())
        .isEqualTo(Profile.SIMULATION);
  }

  @Test
  void devicesAreCounted() throws Exception {
    var two =
        Fleet.claims(
            claims ->
                claims.put(
                    "devices",
                    List.of(
                        Fleet.device("a", "GH100"),
                        Fleet.device("b", "GH100"),
                        Fleet.device("c", "GB100"))));

    assertThat(PolicyDraft.from(two, "first", Fleet.END).accelerators())
        .isEqualTo(Map.of("GH100", 2, "GB100", 1));
  }
}
