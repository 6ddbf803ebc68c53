package dev.strongroom.broker.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.broker.StartException;
import dev.strongroom.broker.testing.Guests;
import dev.strongroom.protocol.Profile;
import dev.strongroom.wire.Bytes;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AppraisalPoliciesTest {
  private static void assertRefuses(Map<String, Bytes> files, Profile profile, String... words) {
    assertThatThrownBy(() -> AppraisalPolicies.of(files, profile))
        .isInstanceOf(StartException.class)
        .message()
        .contains(words)
        .doesNotContain("\n");
  }

  private static Bytes changed(String from, String to) {
    return Bytes.utf8(Guests.snpPolicy().toJson().utf8().replace(from, to));
  }

  @Test
  void findsEachByItsName() throws Exception {
    var policies = AppraisalPolicies.of(Guests.policies(), Profile.SIMULATION);

    assertThat(policies.find(Guests.SNP).orElseThrow().document()).isEqualTo(Guests.snpPolicy());
    assertThat(policies.find(Guests.TDX)).isPresent();
    assertThat(policies.find("snp-h100.json")).isEmpty();
  }

  @Test
  void wantsAtLeastOne() {
    assertRefuses(Map.of(), Profile.SIMULATION, "at least one NAME.json");
  }

  @Test
  void wantsTheNameOfTheFileToBeThePolicys() {
    assertRefuses(
        Map.of("other.json", Guests.snpPolicy().toJson()),
        Profile.SIMULATION,
        "other.json",
        "name the file snp-h100.json");
  }

  @Test
  void namesTheFileThatIsNoPolicyAndTheRuleThatDoesNotCompile() {
    assertRefuses(
        Map.of("snp-h100.json", Bytes.utf8("{}")), Profile.SIMULATION, "snp-h100.json", "missing");
    assertRefuses(
        Map.of("snp-h100.json", changed("!cpu.snp.policy.debug", "!cpu.snp.policy.debugg")),
        Profile.SIMULATION,
        "snp-h100.json",
        "policy.no-debug");
  }

  @Test
  void refusesAPolicyOfAnotherProfileSayingWhatToDo() {
    assertRefuses(
        Guests.policies(),
        Profile.PRODUCTION,
        "snp-h100.json must not be applied under production",
        "policy.profile",
        "Use a policy that was written for this trust profile.");
  }

  @Test
  void refusesAProductionPolicyThatLeavesOpenWhatMustBePinned() {
    var open =
        Bytes.utf8(
            Guests.snpPolicy()
                .toJson()
                .utf8()
                .replace("\"simulation\"", "\"production\"")
                .replace("{\"GH100\":1}", "{}"));

    assertRefuses(
        Map.of("snp-h100.json", open),
        Profile.PRODUCTION,
        "policy.unpinned: got none, want at least one accelerator",
        "Name the accelerators");
  }
}
