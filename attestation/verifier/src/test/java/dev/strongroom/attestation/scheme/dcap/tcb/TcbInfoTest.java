package dev.strongroom.attestation.scheme.dcap.tcb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.testing.Vectors;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("vectors")
class TcbInfoTest {
  private static final int[] TDX = {5, 0, 3};
  private static final String LEVEL = Made.level(3, 13, TDX, "UpToDate", Made.GOOD_DATE);
  private static final String JSON = Made.infoJson("", LEVEL);
  private static final int MUTATIONS = 3_000;
  private static final long SEED = 20261123;

  private static void malformed(String json) {
    assertThatThrownBy(() -> TcbInfo.of(Bytes.utf8(json), Bytes.zeros(64)))
        .as(json)
        .isInstanceOf(MalformedException.class);
  }

  private static String changed(String from, String to) {
    assertThat(JSON).contains(from);
    return JSON.replace(from, to);
  }

  private static Bytes answer() {
    return Vectors.read("cpu/tdx/v4-debug-td/tcbinfo-20260316.json");
  }

  @Test
  @DisplayName("the signed bytes are those of the answer, untouched")
  void keepsTheSignedBytes() throws Exception {
    var answer = answer().utf8();
    var info = TcbInfo.ofResponse(answer());
    var signed = info.signedBytes().utf8();
    assertThat(answer).startsWith("{\"tcbInfo\":" + signed + ",\"signature\":\"");
    assertThat(info.tcbEvaluationDataNumber()).isEqualTo(18);
    assertThat(info.modules()).containsOnlyKeys(0, 1, 3);
    var spaced = "{ \"signature\" : \"" + "00".repeat(64) + "\" ,\n \"tcbInfo\" : " + signed + " }";
    assertThat(TcbInfo.ofResponse(Bytes.utf8(spaced)).signedBytes()).isEqualTo(info.signedBytes());
  }

  @Test
  @DisplayName("dcap-qvl audit: lists of unequal length are malformed, so nothing is cut short")
  void refusesOtherNumbersOfComponents() {
    var fifteen = LEVEL.replaceFirst("\\{\"svn\":0\\},", "");
    malformed(Made.infoJson("", fifteen));
    var seventeen = LEVEL.replaceFirst("\\{\"svn\":0\\},", "{\"svn\":0},{\"svn\":0},");
    malformed(Made.infoJson("", seventeen));
    malformed(Made.infoJson("", LEVEL.replace("tdxtcbcomponents", "others")));
    malformed(Made.infoJson("", LEVEL.replace("\"pcesvn\":13,", "")));
  }

  @Test
  void refusesWhatLeavesRoomForTwoReadings() {
    malformed(changed("\"version\":3", "\"version\":3,\"version\":3"));
    malformed(changed("\"pcesvn\":13", "\"pcesvn\":13,\"pcesvn\":12"));
    malformed(JSON + " {}");
    malformed("[" + JSON + "]");
    malformed(changed("\"tcbType\":0", "\"tcbType\":1"));
    malformed(changed("\"version\":3", "\"version\":1"));
    malformed(changed("\"version\":3", "\"version\":4"));
    malformed(changed("\"version\":3", "\"version\":\"3\""));
    malformed(changed("\"id\":\"TDX\"", "\"id\":\"tdx\""));
    malformed(changed("90C06F000000", "90C06F0000"));
    malformed(changed("\"pcesvn\":13", "\"pcesvn\":65536"));
    malformed(changed("\"pcesvn\":13", "\"pcesvn\":-1"));
    malformed(changed("\"pcesvn\":13", "\"pcesvn\":13.0"));
    malformed(changed("\"svn\":3,", "\"svn\":256,"));
    malformed(changed("2026-02-18T10:58:51Z", "yesterday"));
    malformed(changed("\"tcbLevels\":[" + LEVEL + "]", "\"tcbLevels\":[]"));
    malformed(changed("\"tcbLevels\":[" + LEVEL + "]", "\"tcbLevels\":{}"));
  }

  @Test
  @DisplayName("floods: more levels, deeper nesting, longer text than there can be")
  void refusesFloods() {
    malformed(Made.infoJson("", (LEVEL + ",").repeat(200) + LEVEL));
    malformed("{\"tcbInfo\":" + "[".repeat(100_000));
    malformed(" ".repeat(256 * 1024) + JSON);
  }

  @Test
  void membersThatIntelAddsArePassedOver() throws Exception {
    var json = changed("\"tcbType\":0", "\"tcbType\":0,\"somethingNew\":{\"a\":[1]}");
    assertThat(TcbInfo.of(Bytes.utf8(json), Bytes.zeros(64)).levels()).hasSize(1);
  }

  @Test
  void theSignatureHasItsLength() {
    for (int length : new int[] {0, 63, 65}) {
      assertThatThrownBy(() -> TcbInfo.of(Bytes.utf8(JSON), Bytes.zeros(length)))
          .hasMessageContaining("want 64");
    }
  }

  @Test
  void everyTruncationOfAnAnswerIsMalformed() {
    for (var path :
        List.of(
            "cpu/tdx/v4-debug-td/tcbinfo-20230618.json",
            "cpu/sgx/tcbinfo-v2-format/tcbinfo.json")) {
      var answer = Vectors.read(path);
      for (int length = 0; length < answer.length(); length += 7) {
        var shorter = answer.slice(0, length);
        assertThatThrownBy(() -> TcbInfo.ofResponse(shorter))
            .isInstanceOf(MalformedException.class);
      }
    }
    var identity = Vectors.read("cpu/tdx/v4-debug-td/qe-identity-20230608.json");
    for (int length = 0; length < identity.length(); length++) {
      var shorter = identity.slice(0, length);
      assertThatThrownBy(() -> QeIdentity.ofResponse(shorter))
          .isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void onlyMalformedExceptionEscapes() {
    var random = new Random(SEED);
    var answer = Vectors.read("cpu/tdx/v4-debug-td/tcbinfo-20230618.json");
    for (int n = 0; n < MUTATIONS; n++) {
      var bytes = answer.toArray();
      for (int e = 0; e <= random.nextInt(3); e++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(128);
      }
      try {
        TcbInfo.ofResponse(Bytes.copyOf(bytes));
      } catch (MalformedException e) {
        assertThat(e).as("seed %d, mutation %d", SEED, n).hasMessageContaining(e.field());
      }
    }
  }

  @Test
  void identitiesOfOtherEnclavesAreRefused() {
    var qve = Vectors.read("cpu/sgx/intel-sample-not-intel-root/qveIdentity.json");
    assertThatThrownBy(() -> QeIdentity.ofResponse(qve))
        .hasMessage("enclaveIdentity id: got 'QVE', want QE or TD_QE");
    var tcbInfo = answer();
    assertThatThrownBy(() -> QeIdentity.ofResponse(tcbInfo)).isInstanceOf(MalformedException.class);
  }
}
