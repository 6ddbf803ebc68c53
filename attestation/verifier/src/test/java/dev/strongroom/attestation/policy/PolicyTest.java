package dev.strongroom.attestation.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.appraisal.AttestationResult;
import dev.strongroom.attestation.claims.ClaimsTree;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.PolicyRule;
import dev.strongroom.attestation.finding.SnpRule;
import dev.strongroom.protocol.Profile;
import dev.strongroom.wire.dsse.Envelope;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a policy says about the claims of a node: nothing about one that is all it wants, and about
/// any other exactly what differs.
class PolicyTest {
  private static final Finding WARNING = new Finding(SnpRule.VERSION_UNKNOWN, "2 to 5", "6");
  private static final Finding REFUSAL = new Finding(SnpRule.POLICY_BIT, "no DEBUG", "DEBUG");

  @SuppressWarnings("UnnecessaryLambda") // it says what is not changed
  private static final Consumer<Map<String, Object>> AS_IT_IS = _ -> {};

  private static List<Finding> findings(Policy policy, ClaimsTree claims, Finding... verification) {
    return policy.findings(claims, List.of(verification), List.of(), Profile.PRODUCTION, Fleet.AT);
  }

  private static List<String> codes(Policy policy, ClaimsTree claims, Finding... verification) {
    return findings(policy, claims, verification).stream().map(f -> f.rule().code()).toList();
  }

  /// Codes about the claims so changed.
  private static List<String> about(Consumer<Map<String, Object>> change) throws Exception {
    return codes(Fleet.policy(AS_IT_IS), Fleet.claims(change));
  }

  /// Codes of a policy so changed.
  private static List<String> under(Consumer<Map<String, Object>> change) throws Exception {
    return codes(Fleet.policy(change), Fleet.claims(AS_IT_IS));
  }

  private static AttestationResult<ClaimsTree> appraised(
      Policy policy, ClaimsTree claims, Finding... found) {
    var findings = policy.findings(claims, List.of(found), List.of(), Profile.PRODUCTION, Fleet.AT);
    return AttestationResult.of(Optional.of(claims), findings, Fleet.AT);
  }

  @Test
  void aNodeThatIsAllThePolicyWantsIsAffirmed() throws Exception {
    var result = appraised(Fleet.policy(AS_IT_IS), Fleet.claims(AS_IT_IS));

    assertThat(result)
        .isEqualTo(new AttestationResult.Affirming<>(Fleet.claims(AS_IT_IS), Fleet.AT));
  }

  @Test
  void aPolicyEndsAtItsEnd() throws Exception {
    var policy = Fleet.policy(AS_IT_IS);
    var claims = Fleet.claims(AS_IT_IS);
    Instant last = Fleet.END.minusNanos(1);

    assertThat(policy.findings(claims, List.of(), List.of(), Profile.PRODUCTION, last)).isEmpty();
    assertThat(policy.findings(claims, List.of(), List.of(), Profile.PRODUCTION, Fleet.END))
        .extracting(Finding::rule)
        .containsExactly(PolicyRule.EXPIRED);
  }

  @Nested
  class Platforms {
    @Test
    void whatIsSimulatedOrDoesNotSayIsNotForProduction() throws Exception {
      assertThat(about(claims -> claims.put("simulated", true))).containsExactly("policy.profile");
      assertThat(about(claims -> claims.remove("simulated"))).containsExactly("policy.profile");
    }

    @Test
    void aSimulationMayBeSimulated() throws Exception {
      var policy = Fleet.policy(json -> json.put("profile", "simulation"));
      var claims = Fleet.claims(all -> all.put("simulated", true));

      assertThat(policy.findings(claims, List.of(), List.of(), Profile.SIMULATION, Fleet.AT))
          .isEmpty();
    }

    @Test
    void anotherSchemeOrNoneIsRefused() throws Exception {
      var policy =
          Fleet.policy(
              json -> {
                json.put("platforms", Fleet.anything());
                json.put("pins", List.of());
                json.put("profile", "simulation");
              });
      for (var scheme : List.of("tdx", "sgx", "snp2")) {
        var claims = Fleet.claims(all -> all.put("cpu.scheme", scheme));
        assertThat(policy.findings(claims, List.of(), List.of(), Profile.SIMULATION, Fleet.AT))
            .extracting(Finding::rule)
            .containsExactly(PolicyRule.PRODUCT);
      }
      var silent = Fleet.claims(all -> all.remove("cpu.scheme"));
      assertThat(policy.findings(silent, List.of(), List.of(), Profile.SIMULATION, Fleet.AT))
          .extracting(Finding::rule)
          .containsExactly(PolicyRule.PRODUCT);
    }

    @Test
    void anotherProductOrNoneIsRefused() throws Exception {
      assertThat(about(claims -> claims.put("cpu.snp.product", "Milan")))
          .containsExactly("policy.product");
      assertThat(about(claims -> claims.remove("cpu.snp.product")))
          .containsExactly("policy.product");
    }

    @Test
    void aMachineOffTheListOrWithoutAnIdIsRefused() throws Exception {
      assertThat(about(claims -> claims.put("cpu.chip_id", "00".repeat(64))))
          .containsExactly("policy.platform");
      assertThat(about(claims -> claims.remove("cpu.chip_id"))).containsExactly("policy.platform");
      // An id of the other vendor is none of this one's.
      assertThat(
              about(
                  claims -> {
                    claims.remove("cpu.chip_id");
                    claims.put("cpu.ppid", Fleet.CHIP);
                  }))
          .containsExactly("policy.platform");
    }

    @Test
    void anyMachineIsAnyEvenOneThatHidesItsId() throws Exception {
      var policy = Fleet.policy(json -> json.put("platforms", Fleet.anything()));

      assertThat(codes(policy, Fleet.claims(claims -> claims.remove("cpu.chip_id")))).isEmpty();
    }

    @Test
    void ofIntelThePpidIsLookedUp() throws Exception {
      var policy =
          Fleet.policy(
              json -> {
                json.put("schemes", List.of("tdx"));
                json.put("products", List.of());
                json.put("profile", "simulation");
                json.put("pins", List.of());
                json.put("platforms", Fleet.allowed("aa".repeat(16)));
              });
      for (var ppid : List.of("aa", "ab")) {
        var claims =
            Fleet.claims(
                all -> {
                  all.put("cpu.scheme", "tdx");
                  all.put("cpu.ppid", ppid.repeat(16));
                });
        assertThat(policy.findings(claims, List.of(), List.of(), Profile.SIMULATION, Fleet.AT))
            .hasSize(ppid.equals("aa") ? 0 : 1);
      }
    }
  }

  @Nested
  class Accelerators {
    @Test
    void exactlyThoseOfThePolicyAreAccepted() throws Exception {
      var hopper = Fleet.device("gpu-0", "GH100");
      for (var devices :
          List.of(
              List.of(),
              List.of(hopper, Fleet.device("gpu-1", "GH100")),
              List.of(hopper, Fleet.device("gpu-1", "GB100")),
              List.of(Fleet.device("gpu-0", "GB100")))) {
        assertThat(about(claims -> claims.put("devices", devices)))
            .as("%s", devices)
            .containsExactly("policy.accelerators");
      }
      assertThat(about(claims -> claims.remove("devices"))).containsExactly("policy.accelerators");
    }

    @Test
    void oneDeviceCountsOnce() throws Exception {
      var twice = List.of(Fleet.device("gpu-0", "GH100"), Fleet.device("gpu-0", "GH100"));
      var policy = Fleet.policy(json -> json.put("accelerators", Map.of("GH100", 2)));

      assertThat(codes(policy, Fleet.claims(claims -> claims.put("devices", twice))))
          .containsExactly("policy.accelerators");
    }
  }

  @Nested
  class Pins {
    @ParameterizedTest
    @ValueSource(strings = {"cpu.snp.measurement", "cpu.snp.host_data", "workload.digest"})
    void anotherValueOrNoneIsRefused(String claim) throws Exception {
      assertThat(about(claims -> claims.put(claim, "00".repeat(48)))).containsExactly("policy.pin");
      assertThat(about(claims -> claims.remove(claim))).containsExactly("policy.pin");
    }

    @Test
    void theFindingNamesClaimWantedAndSeen() throws Exception {
      var changed = Fleet.claims(claims -> claims.put("workload.digest", "00"));

      var finding = findings(Fleet.policy(AS_IT_IS), changed).getFirst();
      assertThat(finding.expected()).isEqualTo("workload.digest " + Fleet.WORKLOAD);
      assertThat(finding.actual()).isEqualTo("00");
      var silent = Fleet.claims(claims -> claims.remove("workload.digest"));
      assertThat(findings(Fleet.policy(AS_IT_IS), silent).getFirst().actual())
          .isEqualTo("not shown");
    }

    @Test
    void everyPinMustHoldNotOneOfThem() throws Exception {
      var pins =
          List.of(
              Fleet.pin("launch", "cpu.snp.measurement", Fleet.allowed(Fleet.MEASUREMENT)),
              Fleet.pin("launch", "cpu.snp.id_key_digest", Fleet.allowed("11".repeat(48))),
              Fleet.pin("init-data", "cpu.snp.host_data", Fleet.allowed(Fleet.HOST_DATA)),
              Fleet.pin("workload", "workload.digest", Fleet.allowed(Fleet.WORKLOAD)));

      assertThat(under(json -> json.put("pins", pins))).containsExactly("policy.pin");
    }

    @Test
    void pinsOfOtherSchemesDoNotConcernThisOne() throws Exception {
      var pins =
          List.of(
              Fleet.pin("launch", "cpu.snp.measurement", Fleet.allowed(Fleet.MEASUREMENT)),
              Fleet.pin("init-data", "cpu.snp.host_data", Fleet.allowed(Fleet.HOST_DATA)),
              Fleet.pin("workload", "workload.digest", Fleet.allowed(Fleet.WORKLOAD)),
              Fleet.pin("launch", "cpu.tdx.mrtd", Fleet.allowed("22".repeat(48))));

      assertThat(under(json -> json.put("pins", pins))).isEmpty();
    }
  }

  @Nested
  class Rules {
    private List<Finding> under(String cel) throws Exception {
      return findings(
          Fleet.policy(json -> json.put("rules", List.of(Fleet.rule("policy.own", cel)))),
          Fleet.claims(AS_IT_IS));
    }

    @Test
    void aRuleThatHoldsIsSilent() throws Exception {
      assertThat(under("!cpu.snp.policy.debug && cpu.snp.committed_tcb.microcode >= 24")).isEmpty();
    }

    @Test
    void aBrokenRuleIsToldWithTheClaimsThatItNames() throws Exception {
      var finding = under("cpu.snp.committed_tcb.microcode > 24").getFirst();

      assertThat(finding.rule().code()).isEqualTo("policy.own");
      assertThat(finding.expected()).isEqualTo("as the owner wants");
      assertThat(finding.actual()).isEqualTo("cpu.snp.committed_tcb.microcode 24");
      assertThat(finding.nextStep()).isEqualTo("Ask.");
      assertThat(under("false").getFirst().actual()).isEqualTo("not so");
    }

    @Test
    void whatCannotBeEvaluatedIsBroken() throws Exception {
      var absent = under("cpu.snp.vmpl == 0").getFirst();

      assertThat(absent.rule().code()).isEqualTo("policy.own");
      assertThat(absent.actual()).startsWith("cpu.snp.vmpl absent (");
      assertThat(under("reference['guest/none'].size() == 0")).hasSize(1);
      assertThat(under("floor['guest/none'] == 0")).hasSize(1);
      assertThat(under("has(cpu.snp.vmpl) && cpu.snp.vmpl == 0")).hasSize(1);
      assertThat(under("!has(cpu.snp.vmpl)")).isEmpty();
    }

    @Test
    void claimsOfLongerNamesAreNotShown() throws Exception {
      // `cpu.snp.version` begins like no claim that is named here.
      assertThat(under("size(devices) == 7 && cpu.scheme == 'snp'").getFirst().actual())
          .startsWith("cpu.scheme snp, devices [")
          .doesNotContain("absent");
    }

    @Test
    void aRuleSeesWhatVerificationFound() throws Exception {
      var policy =
          Fleet.policy(
              json -> {
                json.put("acceptedWarnings", List.of(WARNING.rule().code()));
                json.put(
                    "rules",
                    List.of(Fleet.rule("policy.own", "!('snp.version-unknown' in findings)")));
              });

      assertThat(codes(policy, Fleet.claims(AS_IT_IS))).isEmpty();
      assertThat(codes(policy, Fleet.claims(AS_IT_IS), WARNING))
          .containsExactly(WARNING.rule().code(), "policy.own");
    }
  }

  @Nested
  class References {
    private final Envelope two =
        Fleet.manifest(
            2, Map.of("measurements", List.of(Fleet.MEASUREMENT)), Map.of("microcode", 24L));

    private List<String> codes(List<Envelope> sent, String... rules) throws Exception {
      var policy =
          Fleet.policy(
              json -> {
                json.put("references", List.of(Fleet.reference(2)));
                json.put(
                    "pins",
                    List.of(
                        Fleet.pin(
                            "launch", "cpu.snp.measurement", Fleet.named("guest/measurements")),
                        Fleet.pin("init-data", "cpu.snp.host_data", Fleet.allowed(Fleet.HOST_DATA)),
                        Fleet.pin("workload", "workload.digest", Fleet.allowed(Fleet.WORKLOAD))));
                json.put(
                    "rules",
                    List.of(rules).stream().map(cel -> Fleet.rule("policy.own", cel)).toList());
              });
      return policy
          .findings(Fleet.claims(AS_IT_IS), List.of(), sent, Profile.PRODUCTION, Fleet.AT)
          .stream()
          .map(finding -> finding.rule().code())
          .toList();
    }

    @Test
    void aPinTakesItsValuesFromAManifest() throws Exception {
      assertThat(codes(List.of(two))).isEmpty();
      assertThat(codes(List.of())).containsExactly("policy.reference-absent", "policy.pin");
    }

    @Test
    void theNewestManifestCounts() throws Exception {
      var three = Fleet.manifest(3, Map.of("measurements", List.of("00".repeat(48))), Map.of());

      assertThat(codes(List.of(two, three))).containsExactly("policy.pin");
      assertThat(codes(List.of(three, two))).containsExactly("policy.pin");
    }

    @Test
    void rulesReadListsAndFloors() throws Exception {
      assertThat(codes(List.of(two), "cpu.snp.measurement in reference['guest/measurements']"))
          .isEmpty();
      assertThat(codes(List.of(two), "cpu.snp.committed_tcb.microcode >= floor['guest/microcode']"))
          .isEmpty();
      assertThat(codes(List.of(two), "cpu.snp.committed_tcb.microcode > floor['guest/microcode']"))
          .containsExactly("policy.own");
    }
  }

  @Nested
  class Verification {
    @Test
    void aWarningMustBeAcceptedByName() throws Exception {
      var claims = Fleet.claims(AS_IT_IS);

      assertThat(codes(Fleet.policy(AS_IT_IS), claims, WARNING))
          .containsExactly(WARNING.rule().code(), "policy.warning-unaccepted");
      var other = Fleet.policy(json -> json.put("acceptedWarnings", List.of("snp.policy-unknown")));
      assertThat(codes(other, claims, WARNING)).contains("policy.warning-unaccepted");
    }

    @Test
    void anAcceptedWarningStaysAWarning() throws Exception {
      var policy =
          Fleet.policy(json -> json.put("acceptedWarnings", List.of(WARNING.rule().code())));

      assertThat(appraised(policy, Fleet.claims(AS_IT_IS), WARNING))
          .isEqualTo(
              new AttestationResult.Warning<>(Fleet.claims(AS_IT_IS), List.of(WARNING), Fleet.AT));
    }

    @Test
    void whatVerificationRefusedNoPolicyAccepts() throws Exception {
      var result = appraised(Fleet.policy(AS_IT_IS), Fleet.claims(AS_IT_IS), REFUSAL);

      assertThat(result)
          .isEqualTo(new AttestationResult.Contraindicated<>(List.of(REFUSAL), Fleet.AT));
    }
  }
}
