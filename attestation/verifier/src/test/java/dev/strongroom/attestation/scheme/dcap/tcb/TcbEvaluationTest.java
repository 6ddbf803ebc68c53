package dev.strongroom.attestation.scheme.dcap.tcb;

import static dev.strongroom.attestation.scheme.dcap.tcb.Made.GOOD_DATE;
import static dev.strongroom.attestation.scheme.dcap.tcb.Made.OLD_DATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.finding.DcapRule;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.Tier;
import dev.strongroom.wire.MalformedException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("vectors")
class TcbEvaluationTest {
  private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
  private static final int[] TDX_LATEST = {5, 0, 3};
  private static final int[] TDX_OLD = {5, 0, 2};

  private static final String GOOD = Made.level(3, 13, TDX_LATEST, "UpToDate", GOOD_DATE);
  private static final String OLD =
      Made.level(2, 13, TDX_OLD, "OutOfDate", OLD_DATE, "INTEL-SA-01079", "INTEL-SA-01036");
  private static final String MODULE =
      Made.module(
          "TDX_01",
          Made.isvLevel(6, "UpToDate", GOOD_DATE),
          Made.isvLevel(4, "OutOfDate", OLD_DATE, "INTEL-SA-01036"));

  private static TcbStatus status(TcbPlatform platform, String modules, String... levels)
      throws MalformedException {
    return TcbEvaluation.of(platform, Made.info(modules, levels), Made.goodIdentity()).status();
  }

  private static List<DcapRule> rules(List<Finding> findings) {
    return findings.stream().map(finding -> (DcapRule) finding.rule()).toList();
  }

  // spec: TDX DCAP Quoting Library API 4.1.2.4.17.1 and .2
  @Nested
  @DisplayName("4.1.2.4.17.1 to .3: the first level that the platform reaches, highest first")
  class Matching {
    @Test
    void eachComponentAndPceSvnCounts() throws Exception {
      assertThat(status(Made.platform(3, 13, "060103", ""), MODULE, GOOD, OLD))
          .isEqualTo(TcbStatus.UP_TO_DATE);
      assertThat(status(Made.platform(2, 13, "060103", ""), MODULE, GOOD, OLD))
          .isEqualTo(TcbStatus.OUT_OF_DATE);
      assertThat(status(Made.platform(3, 12, "060103", ""), MODULE, GOOD, OLD))
          .isEqualTo(TcbStatus.NOT_SUPPORTED);
      assertThat(status(Made.platform(255, 65535, "ff01ff", ""), MODULE, GOOD, OLD))
          .isEqualTo(TcbStatus.UP_TO_DATE);
      assertThat(status(Made.platform(1, 13, "060103", ""), MODULE, GOOD, OLD))
          .isEqualTo(TcbStatus.NOT_SUPPORTED);
    }

    // spec: TDX DCAP Quoting Library API 4.1.2.4.17.3
    @Test
    @DisplayName("TEE_TCB_SVN from [2] on where [1] is not zero, whole where it is")
    void comparesTeeTcbSvn() throws Exception {
      assertThat(status(Made.platform(3, 13, "060102", ""), MODULE, GOOD, OLD))
          .isEqualTo(TcbStatus.OUT_OF_DATE);
      assertThat(status(Made.platform(3, 13, "050003", ""), MODULE, GOOD, OLD))
          .isEqualTo(TcbStatus.UP_TO_DATE);
      assertThat(status(Made.platform(3, 13, "040003", ""), MODULE, GOOD, OLD))
          .isEqualTo(TcbStatus.NOT_SUPPORTED);
    }

    @Test
    @DisplayName("levels are sorted here: a list turned round changes nothing")
    void sortsLevels() throws Exception {
      var lower = Made.level(3, 5, TDX_LATEST, "OutOfDate", OLD_DATE);
      var lowerTdx = Made.level(3, 13, TDX_OLD, "OutOfDate", OLD_DATE);
      for (var levels :
          List.of(
              List.of(GOOD, lower, lowerTdx, OLD),
              List.of(OLD, lowerTdx, lower, GOOD),
              List.of(lower, OLD, GOOD, lowerTdx))) {
        var all = levels.toArray(String[]::new);
        assertThat(status(Made.platform(3, 13, "060103", ""), MODULE, all))
            .isEqualTo(TcbStatus.UP_TO_DATE);
      }
      var turned =
          Made.module(
              "TDX_01",
              Made.isvLevel(4, "OutOfDate", OLD_DATE),
              Made.isvLevel(6, "UpToDate", GOOD_DATE));
      assertThat(status(Made.platform(3, 13, "060103", ""), turned, OLD, GOOD))
          .isEqualTo(TcbStatus.UP_TO_DATE);
    }

    @Test
    void aLevelThatOccursTwiceIsMalformed() {
      var other = Made.level(3, 13, TDX_LATEST, "OutOfDate", OLD_DATE);
      assertThatThrownBy(() -> Made.info(MODULE, GOOD, other))
          .hasMessage("tcbLevels: one level occurs twice");
    }
  }

  // spec: TDX DCAP Quoting Library API 4.1.2.4.17
  @Nested
  @DisplayName("4.1.2.4.17.4: the TDX module's own status is merged into the platform's")
  class Modules {
    @Test
    @DisplayName("go-tdx-guest status masking: a module up to date does not hide the platform")
    void moduleMasksNothing() throws Exception {
      var evaluation =
          TcbEvaluation.of(
              Made.platform(2, 13, "060103", ""),
              Made.info(MODULE, GOOD, OLD),
              Made.goodIdentity());
      assertThat(evaluation.parts())
          .extracting(TcbEvaluation.Part::status)
          .containsExactly(TcbStatus.OUT_OF_DATE, TcbStatus.UP_TO_DATE, TcbStatus.UP_TO_DATE);
      assertThat(evaluation.status()).isEqualTo(TcbStatus.OUT_OF_DATE);
    }

    // spec: TDX DCAP Quoting Library API 4.1.2.4.17.4.1
    @Test
    @DisplayName("dcap-qvl #124: the module's identity counts")
    void moduleCounts() throws Exception {
      assertThat(status(Made.platform(3, 13, "040103", ""), MODULE, GOOD))
          .isEqualTo(TcbStatus.OUT_OF_DATE);
      assertThat(status(Made.platform(3, 13, "030103", ""), MODULE, GOOD))
          .isEqualTo(TcbStatus.NOT_SUPPORTED);
      assertThat(status(Made.platform(3, 13, "060203", ""), MODULE, GOOD))
          .isEqualTo(TcbStatus.NOT_SUPPORTED);
      assertThat(status(Made.platform(3, 13, "060103", ""), "", GOOD))
          .isEqualTo(TcbStatus.NOT_SUPPORTED);
      var revoked = Made.module("TDX_01", Made.isvLevel(4, "Revoked", OLD_DATE));
      assertThat(status(Made.platform(3, 13, "060103", ""), revoked, GOOD))
          .isEqualTo(TcbStatus.REVOKED);
    }

    // spec: Intel PCS API version 4 tdxModuleIdentities
    @Test
    @DisplayName("ids are TDX_ and two hexadecimal digits, in either case")
    void readsIds() throws Exception {
      var level = Made.isvLevel(1, "UpToDate", GOOD_DATE);
      for (var id : List.of("TDX_1F", "tdx_1f", "Tdx_1F")) {
        assertThat(Made.info(Made.module(id, level), GOOD).modules()).containsOnlyKeys(0, 31);
        assertThat(status(Made.platform(3, 13, "011f03", ""), Made.module(id, level), GOOD))
            .isEqualTo(TcbStatus.UP_TO_DATE);
      }
      for (var id : List.of("TDX_1", "TDX_001", "TDX_00", "TDX-01", "TDX_0g", "")) {
        assertThatThrownBy(() -> Made.info(Made.module(id, level), GOOD))
            .as(id)
            .isInstanceOf(MalformedException.class);
      }
      var twice = Made.module("TDX_1F", level) + "," + Made.module("tdx_1f", level);
      assertThatThrownBy(() -> Made.info(twice, GOOD)).hasMessageContaining("occurs twice");
    }
  }

  // spec: TDX DCAP Quoting Library API 4.1.2.4.17
  @Nested
  @DisplayName("merging: Revoked wins, out of date sticks, configuration is kept")
  class Merging {
    @Test
    void mergesEachPair() {
      var partOf = List.of(TcbStatus.UP_TO_DATE, TcbStatus.OUT_OF_DATE, TcbStatus.REVOKED);
      for (var platform : TcbStatus.values()) {
        assertThat(platform.mergedWith(partOf.get(0))).isEqualTo(platform);
        assertThat(platform.mergedWith(partOf.get(2)))
            .isEqualTo(
                platform == TcbStatus.NOT_SUPPORTED ? TcbStatus.NOT_SUPPORTED : TcbStatus.REVOKED);
        assertThat(platform.mergedWith(TcbStatus.NOT_SUPPORTED)).isEqualTo(TcbStatus.NOT_SUPPORTED);
      }
      assertOutOfDate(TcbStatus.UP_TO_DATE, TcbStatus.OUT_OF_DATE);
      assertOutOfDate(TcbStatus.SW_HARDENING_NEEDED, TcbStatus.OUT_OF_DATE);
      assertOutOfDate(TcbStatus.OUT_OF_DATE, TcbStatus.OUT_OF_DATE);
      assertOutOfDate(TcbStatus.TD_RELAUNCH_ADVISED, TcbStatus.OUT_OF_DATE);
      assertOutOfDate(TcbStatus.CONFIGURATION_NEEDED, TcbStatus.OUT_OF_DATE_CONFIGURATION_NEEDED);
      assertOutOfDate(
          TcbStatus.CONFIGURATION_AND_SW_HARDENING_NEEDED,
          TcbStatus.OUT_OF_DATE_CONFIGURATION_NEEDED);
      assertOutOfDate(
          TcbStatus.OUT_OF_DATE_CONFIGURATION_NEEDED, TcbStatus.OUT_OF_DATE_CONFIGURATION_NEEDED);
      assertOutOfDate(
          TcbStatus.TD_RELAUNCH_ADVISED_CONFIGURATION_NEEDED,
          TcbStatus.OUT_OF_DATE_CONFIGURATION_NEEDED);
      assertOutOfDate(TcbStatus.REVOKED, TcbStatus.REVOKED);
    }

    private void assertOutOfDate(TcbStatus platform, TcbStatus merged) {
      assertThat(platform.mergedWith(TcbStatus.OUT_OF_DATE)).as("%s", platform).isEqualTo(merged);
    }

    // spec: Intel PCS API version 4 tcbLevels
    @Test
    @DisplayName("the quoting enclave: out of date, revoked, below every level")
    void quotingEnclaveCounts() throws Exception {
      var identity =
          Made.identity(
              Made.isvLevel(8, "UpToDate", GOOD_DATE),
              Made.isvLevel(6, "OutOfDate", OLD_DATE, "INTEL-SA-00615"),
              Made.isvLevel(2, "Revoked", OLD_DATE));
      var good = Made.platform(3, 13, "060103", "");
      var info = Made.info(MODULE, GOOD, OLD);
      var statuses =
          List.of(9, 8, 7, 6, 5, 2, 1).stream()
              .map(svn -> TcbEvaluation.of(Made.withEnclave(good, svn), info, identity).status())
              .toList();
      assertThat(statuses)
          .containsExactly(
              TcbStatus.UP_TO_DATE,
              TcbStatus.UP_TO_DATE,
              TcbStatus.OUT_OF_DATE,
              TcbStatus.OUT_OF_DATE,
              TcbStatus.REVOKED,
              TcbStatus.REVOKED,
              TcbStatus.NOT_SUPPORTED);
      var behind = TcbEvaluation.of(Made.withEnclave(good, 6), info, identity);
      assertThat(behind.lags()).extracting(Lag::toString).containsExactly("QE ISVSVN 6 < 8");
      assertThat(behind.advisories()).containsExactly("INTEL-SA-00615");
    }

    @Test
    void refusesStatusesThatDoNotBelong() {
      for (var bad : List.of("ConfigurationNeeded", "SWHardeningNeeded", "Fine", "")) {
        var module = Made.module("TDX_01", Made.isvLevel(4, bad, OLD_DATE));
        assertThatThrownBy(() -> Made.info(module, GOOD)).isInstanceOf(MalformedException.class);
      }
      for (var bad : List.of("TDRelaunchAdvised", "TCB_NOT_SUPPORTED", "uptodate")) {
        var level = Made.level(3, 13, TDX_LATEST, bad, GOOD_DATE);
        assertThatThrownBy(() -> Made.info(MODULE, level)).isInstanceOf(MalformedException.class);
      }
    }
  }

  // spec: TDX DCAP Quoting Library API 4.1.2.4.17.4.3
  @Nested
  @DisplayName("4.1.2.4.17.4.3: TD relaunch advised")
  class Relaunch {
    @Test
    @DisplayName("launched on module SVN 4, which was updated to 6 under the guest")
    void advisesRelaunch() throws Exception {
      var evaluation =
          TcbEvaluation.of(
              Made.platform(3, 13, "040103", "060103"),
              Made.info(MODULE, GOOD, OLD),
              Made.goodIdentity());
      assertThat(evaluation.status()).isEqualTo(TcbStatus.TD_RELAUNCH_ADVISED);
      assertThat(evaluation.lags()).isEmpty();
      assertThat(rules(evaluation.findings(TcbPolicy.STRICT, NOW)))
          .containsExactly(DcapRule.RELAUNCH_ADVISED);
    }

    @Test
    void keepsConfiguration() throws Exception {
      var configuration =
          Made.level(3, 13, TDX_LATEST, "ConfigurationNeeded", GOOD_DATE, "INTEL-SA-00289");
      var evaluation =
          TcbEvaluation.of(
              Made.platform(3, 13, "040103", "060103"),
              Made.info(MODULE, configuration),
              Made.goodIdentity());
      assertThat(evaluation.status()).isEqualTo(TcbStatus.TD_RELAUNCH_ADVISED_CONFIGURATION_NEEDED);
      assertThat(rules(evaluation.findings(TcbPolicy.STRICT, NOW)))
          .containsExactly(DcapRule.RELAUNCH_ADVISED_CONFIGURATION);
    }

    @Test
    @DisplayName("hardening is still said, by the level that a relaunch would reach")
    void keepsHardening() throws Exception {
      for (var svn : List.of("040103", "040102")) {
        for (var status : List.of("SWHardeningNeeded", "ConfigurationAndSWHardeningNeeded")) {
          var open = Made.level(3, 13, TDX_LATEST, status, GOOD_DATE, "INTEL-SA-00615");
          var evaluation =
              TcbEvaluation.of(
                  Made.platform(3, 13, svn, "060103"),
                  Made.info(MODULE, open, OLD),
                  Made.goodIdentity());
          var relaunch =
              status.startsWith("SW")
                  ? DcapRule.RELAUNCH_ADVISED
                  : DcapRule.RELAUNCH_ADVISED_CONFIGURATION;
          assertThat(rules(evaluation.findings(TcbPolicy.STRICT, NOW)))
              .as(svn + " " + status)
              .containsExactly(relaunch, DcapRule.TCB_SW_HARDENING);
          assertThat(evaluation.advisories()).contains("INTEL-SA-00615");
        }
      }
    }

    // spec: TDX DCAP Quoting Library API 4.1.2.4.17.4.3
    @Test
    @DisplayName("not where anything else is behind")
    void needsEverythingElseToBeGood() throws Exception {
      // The module that runs is not the latest, its microcode SVN is not, it has no identity.
      for (var svn2 : List.of("050103", "060102", "060903")) {
        assertThat(status(Made.platform(3, 13, "040103", svn2), MODULE, GOOD, OLD))
            .as(svn2)
            .isEqualTo(TcbStatus.OUT_OF_DATE);
      }
      // A TDX 1.0 body does not say what runs now.
      assertThat(status(Made.platform(3, 13, "040103", ""), MODULE, GOOD, OLD))
          .isEqualTo(TcbStatus.OUT_OF_DATE);
      // The platform itself is behind.
      assertThat(status(Made.platform(2, 13, "040103", "060103"), MODULE, GOOD, OLD))
          .isEqualTo(TcbStatus.OUT_OF_DATE);
      // The quoting enclave is behind: its status comes first.
      var behind =
          TcbEvaluation.of(
              Made.withEnclave(Made.platform(3, 13, "040103", "060103"), 4),
              Made.info(MODULE, GOOD, OLD),
              Made.identity(
                  Made.isvLevel(5, "UpToDate", GOOD_DATE),
                  Made.isvLevel(4, "OutOfDate", OLD_DATE)));
      assertThat(behind.status()).isEqualTo(TcbStatus.OUT_OF_DATE);
    }

    @Test
    @DisplayName("a module of version 0 that runs now is compared with the platform's levels")
    void comparesVersionZero() throws Exception {
      assertThat(status(Made.platform(3, 13, "040103", "050003"), MODULE, GOOD, OLD))
          .isEqualTo(TcbStatus.TD_RELAUNCH_ADVISED);
      assertThat(status(Made.platform(3, 13, "040103", "040003"), MODULE, GOOD, OLD))
          .isEqualTo(TcbStatus.OUT_OF_DATE);
    }
  }

  @Nested
  @DisplayName("each status has its rule")
  class Rules {
    private List<Finding> findings(String status, TcbPolicy policy) throws MalformedException {
      var level = Made.level(3, 13, TDX_LATEST, status, OLD_DATE);
      return TcbEvaluation.of(
              Made.platform(3, 13, "060103", ""), Made.info(MODULE, level), Made.goodIdentity())
          .findings(policy, NOW);
    }

    private void gives(String status, DcapRule... rules) throws MalformedException {
      assertThat(rules(findings(status, TcbPolicy.STRICT))).as(status).containsExactly(rules);
    }

    @Test
    void withoutGrace() throws Exception {
      gives("UpToDate");
      gives("SWHardeningNeeded", DcapRule.TCB_SW_HARDENING);
      gives("ConfigurationNeeded", DcapRule.TCB_CONFIGURATION);
      gives("ConfigurationAndSWHardeningNeeded", DcapRule.TCB_CONFIGURATION_AND_SW_HARDENING);
      gives("OutOfDate", DcapRule.TCB_OUT_OF_DATE);
      gives("OutOfDateConfigurationNeeded", DcapRule.TCB_OUT_OF_DATE_CONFIGURATION);
      gives("Revoked", DcapRule.TCB_REVOKED);
    }

    // spec: Intel PCS API version 4 tcbDate
    @Test
    @DisplayName("grace counts from the tcbDate of what is out of date, to the second")
    void withGrace() throws Exception {
      var since = Duration.between(Instant.parse(OLD_DATE), NOW);
      var enough = new TcbPolicy(0, since);
      assertThat(rules(findings("OutOfDate", enough)))
          .containsExactly(DcapRule.TCB_OUT_OF_DATE_GRACE);
      assertThat(rules(findings("OutOfDateConfigurationNeeded", enough)))
          .containsExactly(DcapRule.TCB_OUT_OF_DATE_GRACE, DcapRule.TCB_CONFIGURATION);
      assertThat(rules(findings("OutOfDate", new TcbPolicy(0, since.minusSeconds(1)))))
          .containsExactly(DcapRule.TCB_OUT_OF_DATE);
      assertThat(rules(findings("Revoked", enough))).containsExactly(DcapRule.TCB_REVOKED);
      assertThat(DcapRule.TCB_OUT_OF_DATE_GRACE.tier()).isEqualTo(Tier.WARNING);
      assertThat(DcapRule.TCB_OUT_OF_DATE.tier()).isEqualTo(Tier.CONTRAINDICATED);
    }

    // spec: Intel PCS API version 4 tcbDate
    @Test
    @DisplayName("the oldest part decides: a module that is behind for longer")
    void graceOfTheOldestPart() throws Exception {
      var module =
          Made.module(
              "TDX_01",
              Made.isvLevel(6, "UpToDate", GOOD_DATE),
              Made.isvLevel(4, "OutOfDate", "2023-08-09T00:00:00Z"));
      var evaluation =
          TcbEvaluation.of(
              Made.platform(2, 13, "040103", ""),
              Made.info(module, GOOD, OLD),
              Made.goodIdentity());
      var grace = Duration.between(Instant.parse(OLD_DATE), NOW);
      assertThat(evaluation.mitigatedUntil()).contains(Instant.parse("2023-08-09T00:00:00Z"));
      assertThat(rules(evaluation.findings(new TcbPolicy(0, grace), NOW)))
          .containsExactly(DcapRule.TCB_OUT_OF_DATE);
    }

    private void gives(String platform, boolean lateModule, boolean withinGrace, DcapRule... rules)
        throws MalformedException {
      var behind =
          lateModule
              ? Made.platform(3, 13, "040103", "")
              : Made.withEnclave(Made.platform(3, 13, "060103", ""), 3);
      var identity =
          Made.identity(
              Made.isvLevel(4, "UpToDate", GOOD_DATE), Made.isvLevel(3, "OutOfDate", OLD_DATE));
      var grace = withinGrace ? Duration.between(Instant.parse(OLD_DATE), NOW) : Duration.ZERO;
      var findings =
          TcbEvaluation.of(
                  behind,
                  Made.info(MODULE, Made.level(3, 13, TDX_LATEST, platform, GOOD_DATE)),
                  identity)
              .findings(new TcbPolicy(0, grace), NOW);
      assertThat(rules(findings)).as(platform).containsExactly(rules);
    }

    @Test
    @DisplayName("a late module or quoting enclave hides nothing that a policy must accept by name")
    void aLatePartHidesNothing() throws Exception {
      for (boolean module : List.of(true, false)) {
        gives(
            "SWHardeningNeeded",
            module,
            true,
            DcapRule.TCB_OUT_OF_DATE_GRACE,
            DcapRule.TCB_SW_HARDENING);
        gives(
            "SWHardeningNeeded",
            module,
            false,
            DcapRule.TCB_OUT_OF_DATE,
            DcapRule.TCB_SW_HARDENING);
        gives(
            "ConfigurationNeeded",
            module,
            true,
            DcapRule.TCB_OUT_OF_DATE_GRACE,
            DcapRule.TCB_CONFIGURATION);
        gives(
            "ConfigurationAndSWHardeningNeeded",
            module,
            true,
            DcapRule.TCB_OUT_OF_DATE_GRACE,
            DcapRule.TCB_CONFIGURATION,
            DcapRule.TCB_SW_HARDENING);
        gives(
            "ConfigurationAndSWHardeningNeeded",
            module,
            false,
            DcapRule.TCB_OUT_OF_DATE_CONFIGURATION,
            DcapRule.TCB_SW_HARDENING);
      }
    }

    @Test
    void whatALatePartWouldHideNamesThePlatform() throws Exception {
      var level = Made.level(3, 13, TDX_LATEST, "SWHardeningNeeded", GOOD_DATE);
      var evaluation =
          TcbEvaluation.of(
              Made.platform(3, 13, "040103", ""), Made.info(MODULE, level), Made.goodIdentity());
      assertThat(evaluation.findings(TcbPolicy.STRICT, NOW))
          .extracting(Finding::actual)
          .containsExactly("OutOfDate", "platform SWHardeningNeeded");
    }

    @Test
    @DisplayName("advisories of an up-to-date level are no failure")
    void advisoriesAreNoFailure() throws Exception {
      var level = Made.level(3, 13, TDX_LATEST, "UpToDate", GOOD_DATE, "INTEL-SA-01234");
      var evaluation =
          TcbEvaluation.of(
              Made.platform(3, 13, "060103", ""), Made.info(MODULE, level), Made.goodIdentity());
      assertThat(evaluation.advisories()).containsExactly("INTEL-SA-01234");
      assertThat(evaluation.findings(TcbPolicy.STRICT, NOW)).isEmpty();
    }

    @Test
    @DisplayName("tcbEvaluationDataNumber: the lower of TCB info and identity against the floor")
    void evaluationDataNumberFloor() throws Exception {
      assertThat(findings("UpToDate", new TcbPolicy(18, Duration.ZERO))).isEmpty();
      var below = findings("UpToDate", new TcbPolicy(19, Duration.ZERO));
      assertThat(rules(below)).containsExactly(DcapRule.EVALUATION_NUMBER);
      assertThat(below.getFirst().actual()).isEqualTo("18");
    }

    @Test
    void policiesAreNotNegative() {
      assertThatThrownBy(() -> new TcbPolicy(-1, Duration.ZERO))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> new TcbPolicy(0, Duration.ofDays(-1)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Nested
  @DisplayName("the verdict reads as advice")
  class Advice {
    @Test
    void saysWhatToUpdateToWhichSvn() throws Exception {
      var evaluation =
          TcbEvaluation.of(
              Made.platform(2, 13, "040102", ""),
              Made.info(MODULE, GOOD, OLD),
              Made.goodIdentity());
      var finding = evaluation.findings(TcbPolicy.STRICT, NOW).getFirst();
      assertThat(finding.expected()).isEqualTo("UpToDate by evaluation data 18");
      assertThat(finding.actual()).isEqualTo("OutOfDate");
      assertThat(finding.nextStep())
          .isEqualTo(
              "SGX TCB component 1 (Early Microcode Update) 2 < 3, TDX TCB component 3 2 < 3,"
                  + " SEAM SVN 4 < 6: update the microcode, update the firmware, update the TDX module,"
                  + " then fetch the PCK certificate for the new TCB;"
                  + " INTEL-SA-01036, INTEL-SA-01079; 718 days behind. Update the platform.");
    }

    @Test
    void saysWhatKeepsAPlatformFromEveryLevel() throws Exception {
      var evaluation =
          TcbEvaluation.of(
              Made.platform(1, 5, "060103", ""), Made.info(MODULE, GOOD, OLD), Made.goodIdentity());
      assertThat(evaluation.findings(TcbPolicy.STRICT, NOW).getFirst().nextStep())
          .startsWith(
              "SGX TCB component 1 (Early Microcode Update) 1 < 3, PCESVN 5 < 13: update the");
    }
  }
}
