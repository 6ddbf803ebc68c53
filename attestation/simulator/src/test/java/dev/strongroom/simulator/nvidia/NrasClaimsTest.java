package dev.strongroom.simulator.nvidia;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.nras.NrasAppraisal;
import dev.strongroom.attestation.nras.NrasKeys;
import dev.strongroom.attestation.nras.NrasResult;
import dev.strongroom.attestation.nras.NrasTokens;
import dev.strongroom.attestation.nras.NrasVerifier;
import dev.strongroom.attestation.nras.SentDevice;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Results that the service signed, each with one claim out of order: exactly that is found.
class NrasClaimsTest {
  /// What is always said.
  private static final String TIER = "nras.not-local";

  private static final List<SentDevice> SWITCH = List.of(SentDevice.of(Nras.SWITCH));

  private static void expect(NrasAnswerFields fields, String... codes) throws MalformedException {
    assertThat(Nras.codes(fields)).containsExactly(withTier(codes));
  }

  private static String[] withTier(String... codes) {
    return Stream.concat(Stream.of(codes), Stream.of(TIER)).toArray(String[]::new);
  }

  @Test
  void aGoodResultLeavesItsTierToThePolicy() throws Exception {
    expect(Nras.v2());
    expect(Nras.v3());
    assertThat(Nras.codes(Nras.ofSwitch(), SWITCH)).containsExactly(TIER);
    var tier = Nras.findings(Nras.v2()).getFirst().rule();
    assertThat(tier.isAcceptable()).isTrue();
  }

  @TestFactory
  Stream<DynamicTest> everyCheckMustHaveHeld() {
    return Stream.of(
            checks("2.0", Nras::v2, "GPU-1", Nras.SENT),
            checks("3.0", Nras::v3, "GPU-1", Nras.SENT),
            checks("switch", Nras::ofSwitch, "SWITCH-0", SWITCH))
        .flatMap(tests -> tests);
  }

  private static Stream<DynamicTest> checks(
      String version, Supplier<NrasAnswerFields> good, String name, List<SentDevice> sent) {
    var flags = new ArrayList<String>();
    good.get()
        .claims(name)
        .properties()
        .forEach(
            claim -> {
              if (claim.getValue().isBoolean()) {
                flags.add(claim.getKey());
              }
            });
    assertThat(flags).hasSizeGreaterThanOrEqualTo(10);
    return flags.stream()
        .map(
            flag ->
                DynamicTest.dynamicTest(
                    version + " " + flag, () -> mustHaveHeld(good, name, flag, sent)));
  }

  private static void mustHaveHeld(
      Supplier<NrasAnswerFields> good, String name, String flag, List<SentDevice> sent)
      throws MalformedException {
    var denied = good.get().submodule(name, claims -> claims.put(flag, false));
    assertThat(Nras.codes(denied, sent)).containsExactly("nras.claims", TIER);
    // In 3.0 nobody need say that a manifest was held to its schema.
    boolean optional =
        flag.endsWith("schema-validated")
            && !good.get().claims(name).has("x-nvidia-gpu-driver-rim-cert-validated");
    var expected = optional ? new String[] {TIER} : withTier("nras.claims");
    var silent = good.get().submodule(name, claims -> claims.putNull(flag));
    assertThat(Nras.codes(silent, sent)).containsExactly(expected);
    var absent = good.get().submodule(name, claims -> claims.remove(flag));
    assertThat(Nras.codes(absent, sent)).containsExactly(expected);
  }

  @Test
  void namesTheClaimAndTheDevices() throws Exception {
    var claim = "x-nvidia-gpu-driver-rim-fetched";
    var both =
        Nras.v2()
            .submodule("GPU-0", claims -> claims.put(claim, false))
            .submodule("GPU-1", claims -> claims.put(claim, false));
    assertThat(Nras.findings(both).getFirst().describe())
        .startsWith("nras.claims: got GPU-0, GPU-1: false, want " + claim + " true.");
  }

  @Test
  void aCheckOfAnotherVersionMustHaveHeldWhereItIsTold() throws Exception {
    expect(
        Nras.v2()
            .submodule(
                "GPU-0",
                claims ->
                    claims.put("x-nvidia-gpu-attestation-report-cert-chain-fwid-match", false)),
        "nras.claims");
  }

  @Test
  void everyDeviceCountsAlike() throws Exception {
    for (var name : List.of("GPU-0", "GPU-1")) {
      expect(
          Nras.v3().submodule(name, claims -> claims.put("measres", "fail")), "nras.measurements");
    }
  }

  @Nested
  class Measurements {
    @ParameterizedTest
    @ValueSource(strings = {"fail", "not-run", "absent", "Success", ""})
    void mustHaveMatched(String measres) throws Exception {
      expect(Nras.v2().submodule("GPU-0", c -> c.put("measres", measres)), "nras.measurements");
    }

    @Test
    void mustBeSpokenOf() throws Exception {
      expect(Nras.v2().submodule("GPU-0", c -> c.putNull("measres")), "nras.measurements");
    }

    @Test
    void thatDoNotMatchAreNamed() throws Exception {
      var fields =
          Nras.v3()
              .submodule(
                  "GPU-0",
                  claims ->
                      claims
                          .putArray("x-nvidia-mismatch-measurement-records")
                          .addObject()
                          .put("index", 9)
                          .put("measurementSource", "VBIOS"));
      expect(fields, "nras.measurements");
      assertThat(Nras.findings(fields).getFirst().actual()).isEqualTo("GPU-0: 9 VBIOS");
    }

    @Test
    void areNotVouchedForByWhatRestatesThem() throws Exception {
      expect(Nras.v2().submodule("GPU-0", c -> c.put("secboot", false)), "nras.claims");
      expect(Nras.v2().submodule("GPU-0", c -> c.put("dbgstat", "enabled")), "nras.claims");
      expect(Nras.v2().submodule("GPU-0", c -> c.putNull("dbgstat")), "nras.claims");
    }
  }

  @Nested
  class Certificates {
    private static NrasAnswerFields chain(String which, Consumer<ObjectNode> change) {
      return Nras.v3()
          .submodule(
              "GPU-0", claims -> change.accept((ObjectNode) claims.get("x-nvidia-gpu-" + which)));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "attestation-report-cert-chain",
          "driver-rim-cert-chain",
          "vbios-rim-cert-chain"
        })
    void ofEachChainMustBeGood(String chain) throws Exception {
      expect(chain(chain, c -> c.put("x-nvidia-cert-status", "revoked")), "nras.certificates");
      expect(
          Nras.v3().submodule("GPU-0", claims -> claims.remove("x-nvidia-gpu-" + chain)),
          "nras.certificates");
    }

    @ParameterizedTest
    @ValueSource(strings = {"attestation-report-cert-chain", "bios-rim-cert-chain"})
    void ofASwitchMustBeGood(String chain) throws Exception {
      var fields = Nras.ofSwitch();
      fields.submodule("SWITCH-0", claims -> claims.remove("x-nvidia-switch-" + chain));
      assertThat(Nras.codes(fields, SWITCH)).containsExactly("nras.certificates", TIER);
    }

    @ParameterizedTest
    @CsvSource({
      "x-nvidia-cert-status, expired",
      "x-nvidia-cert-status, invalid",
      "x-nvidia-cert-status, ''",
      "x-nvidia-cert-ocsp-status, revoked",
      "x-nvidia-cert-ocsp-status, unknown",
      "x-nvidia-cert-revocation-reason, certificateHold",
      "x-nvidia-cert-expiration-date, 2026-11-23T11:59:59Z"
    })
    void mustBeValidGoodAndNotRevoked(String claim, String value) throws Exception {
      expect(chain("driver-rim-cert-chain", c -> c.put(claim, value)), "nras.certificates");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "x-nvidia-cert-status",
          "x-nvidia-cert-ocsp-status",
          "x-nvidia-cert-expiration-date"
        })
    void mustBeSpokenOf(String claim) throws Exception {
      expect(chain("driver-rim-cert-chain", c -> c.putNull(claim)), "nras.certificates");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"x-nvidia-cert-ocsp-nonce-matches", "x-nvidia-cert-ocsp-response-valid"})
    void mustRestOnAnswersThatHoldWhereThatIsSaid(String claim) throws Exception {
      expect(chain("vbios-rim-cert-chain", c -> c.put(claim, false)), "nras.certificates");
      expect(chain("vbios-rim-cert-chain", c -> c.put(claim, true)));
    }

    @Test
    void mayEndNow() throws Exception {
      var end = "x-nvidia-cert-expiration-date";
      expect(chain("driver-rim-cert-chain", c -> c.put(end, Nras.NOW.toString())));
    }
  }

  @Nested
  class Session {
    // spec: RFC 9711 4.1
    @ParameterizedTest
    @ValueSource(strings = {"overall", "GPU-0", "GPU-1"})
    void theNonceIsInEachToken(String token) throws Exception {
      var other = Bytes.utf8("other").sha256().hex();
      for (Consumer<ObjectNode> change :
          List.<Consumer<ObjectNode>>of(
              claims -> claims.put("eat_nonce", other),
              claims -> claims.put("eat_nonce", Nras.NONCE.hex() + "00"),
              claims -> claims.remove("eat_nonce"))) {
        var fields = Nras.v2();
        expect(
            token.equals("overall") ? fields.overall(change) : fields.submodule(token, change),
            "nras.nonce");
      }
    }

    @Test
    void error4010IsAboutTheNonceAndOthersAreNot() throws Exception {
      var mismatch = Nras.v2().fail("GPU-1", 4010, "NONCE_NOT_MATCHING");
      expect(mismatch, "nras.result", "nras.nonce");
      assertThat(Nras.findings(mismatch).get(1).actual())
          .isEqualTo("GPU-1: error 4010 NONCE_NOT_MATCHING: said by a simulation");
      expect(Nras.v3().fail("GPU-1", 4007, "INVALID_CERTIFICATE_CHAIN"), "nras.result");
      expect(
          Nras.v2()
              .fail("GPU-1", 4007, "INVALID_CERTIFICATE_CHAIN")
              .overall(claims -> claims.put("x-nvidia-overall-att-result", true)),
          "nras.result");
    }

    @Test
    void aNonceThatIsNoneIsNotAskedFor() throws Exception {
      var verification =
          NrasVerifier.verify(
              NrasTokens.parse(Nras.SERVICE.answer(Nras.v2())),
              NrasKeys.parse(Nras.SERVICE.jwks()),
              Nras.SIGNERS,
              Nras.NOW);
      assertThat(verification).isInstanceOf(Verified.class);
      if (verification instanceof Verified<NrasResult> verified) {
        for (var nonce : List.of(Bytes.empty(), Bytes.zeros(32), Nras.NONCE.slice(0, 31))) {
          assertThatThrownBy(() -> NrasAppraisal.appraise(verified, nonce, Nras.SENT))
              .isInstanceOf(IllegalArgumentException.class);
        }
      }
    }
  }

  @Test
  void theOverallResultMustBeTrue() throws Exception {
    expect(
        Nras.v2().overall(claims -> claims.put("x-nvidia-overall-att-result", false)),
        "nras.result");
  }

  @Test
  void warningsAndUnknownDenialsAreForThePolicy() throws Exception {
    expect(
        Nras.v2().submodule("GPU-0", c -> c.put("x-nvidia-attestation-warning", "on hold")),
        "nras.warned");
    expect(
        Nras.v3().submodule("GPU-0", c -> c.put("x-nvidia-gpu-new-check", false)),
        "nras.claim-unknown");
    expect(Nras.v3().submodule("GPU-0", c -> c.put("x-nvidia-gpu-new-check", true)));
  }

  @Nested
  class Devices {
    // spec: RFC 9711 4.2.1
    @Test
    void mustBeDistinct() throws Exception {
      expect(Nras.v2().submodule("GPU-1", claims -> claims.put("ueid", "1001")), "nras.ueid");
    }

    @Test
    void mustBeThoseOfTheEvidence() throws Exception {
      expect(Nras.v2().submodule("GPU-1", claims -> claims.put("ueid", "1003")), "nras.ueid");
      expect(Nras.v2().submodule("GPU-1", claims -> claims.putNull("ueid")), "nras.ueid");
      for (var sent :
          List.of(
              List.<SentDevice>of(),
              Nras.SENT.subList(0, 1),
              List.of(Nras.SENT.get(0), Nras.SENT.get(0)),
              List.of(Nras.SENT.get(0), Nras.SENT.get(1), Nras.SENT.get(1)),
              List.of(Nras.SENT.get(0), Nras.SENT.get(1), SentDevice.of("1003")))) {
        assertThat(Nras.codes(Nras.v2(), sent)).containsExactly("nras.ueid", TIER);
      }
    }

    @Test
    void thatCouldNotBeJudgedAreNotMissedTwice() throws Exception {
      var failed = Nras.v2().fail("GPU-1", 4007, "INVALID_CERTIFICATE_CHAIN");
      expect(failed, "nras.result");
      expect(
          failed.submodule("GPU-0", claims -> claims.put("ueid", "1003")),
          "nras.result",
          "nras.ueid");
    }

    @ParameterizedTest
    @CsvSource({
      "hwmodel, GB100 A01 GSP BROM",
      "hwmodel, GH100X",
      "x-nvidia-gpu-driver-version, 550.90.06",
      "x-nvidia-gpu-vbios-version, 96.00.9F.00.02"
    })
    void mustBeInTheStateOfTheirEvidence(String claim, String value) throws Exception {
      expect(Nras.v3().submodule("GPU-1", claims -> claims.put(claim, value)), "nras.device");
      expect(Nras.v3().submodule("GPU-1", claims -> claims.putNull(claim)), "nras.device");
      var ueids = Nras.SENT.stream().map(device -> SentDevice.of(device.ueid())).toList();
      assertThat(
              Nras.codes(Nras.v3().submodule("GPU-1", claims -> claims.put(claim, value)), ueids))
          .containsExactly(TIER);
    }

    @Test
    void areHandedOnAsTheyAreTold() throws Exception {
      var fields = Nras.v3().submodule("GPU-0", c -> c.put("x-nvidia-gpu-mode", "CC"));
      var devices = new NrasResult(NrasTokens.parse(Nras.SERVICE.answer(fields))).devices();
      assertThat(devices).hasSize(2);
      assertThat(devices.getFirst().mode()).isEqualTo("CC");
      assertThat(devices.getFirst().architecture()).isEqualTo("GH100");
    }
  }

  @Test
  void strangersTextIsShownPrintable() throws Exception {
    var fields =
        Nras.v2().submodule("GPU-0", c -> c.put("x-nvidia-attestation-warning", "a\n\u202eb"));
    assertThat(Nras.findings(fields))
        .extracting(Finding::actual)
        .contains("GPU-0: a\\u000a\\u202eb");
  }
}
