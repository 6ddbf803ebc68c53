package dev.strongroom.attestation.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HclReportTest {
  private static final FakeAzure AZURE = new FakeAzure();

  private static Bytes report() {
    return FakeAzure.hcl(FakeAzure.TDX, AZURE.json());
  }

  private static Bytes with(int at, int value) {
    var bytes = report().toArray();
    bytes[at] = (byte) value;
    return Bytes.copyOf(bytes);
  }

  private static void refuses(Bytes report, String message) {
    assertThatThrownBy(() -> HclReport.parse(report))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining(message);
  }

  private static void refusesJson(String json, String message) {
    refuses(FakeAzure.hcl(FakeAzure.TDX, json), message);
  }

  @Test
  void readsEveryPart() throws Exception {
    var report = HclReport.parse(report());
    assertThat(report.cpu()).isEqualTo(HclReport.Cpu.TDX);
    assertThat(report.hardwareReport().length()).isEqualTo(1184);
    assertThat(report.runtimeJson()).isEqualTo(Bytes.utf8(AZURE.json()));
    assertThat(report.runtimeData().vmConfiguration())
        .containsEntry("secure-boot", "true")
        .containsEntry("vmUniqueId", "A");
    assertThat(report.runtimeData().userData()).isEqualTo(Bytes.zeros(64));
    assertThat(report.signerSpki())
        .isEqualTo(Bytes.copyOf(AZURE.tpm.key().getPublic().getEncoded()));
    assertThat(report.boundReportData())
        .isEqualTo(Bytes.utf8(AZURE.json()).sha256().concat(Bytes.zeros(32)));
    assertThat(HclReport.parse(FakeAzure.hcl(FakeAzure.SNP, AZURE.json())).cpu())
        .isEqualTo(HclReport.Cpu.SEV_SNP);
  }

  @Test
  @DisplayName("cut anywhere in its parts it is malformed; the rest of the NV index may be absent")
  void refusesTruncationAtEveryLength() throws Exception {
    var whole = report();
    int end = 0x4d4 + Bytes.utf8(AZURE.json()).length();
    for (int length = 0; length < end; length++) {
      refuses(whole.slice(0, length), "");
    }
    for (int length = end; length <= whole.length(); length++) {
      assertThat(HclReport.parse(whole.slice(0, length))).isNotNull();
    }
  }

  @Test
  void refusesReservedBitsAndTrailingBytes() {
    for (int at = 0x10; at < 0x20; at++) {
      for (int bit = 0; bit < Byte.SIZE; bit++) {
        refuses(with(at, 1 << bit), "status, reserved");
      }
    }
    refuses(with(report().length() - 1, 1), "rest of the NV index");
    refuses(report().concat(Bytes.utf8("x")), "rest of the NV index");
    refuses(Bytes.zeros(HclReport.MAX_BYTES + 1), "HCL report");
  }

  @Test
  void refusesOtherFormats() {
    refuses(with(0, 'X'), "signature");
    refuses(with(4, 0), "version at 4: got 0");
    refuses(with(4, 3), "version at 4: got 3");
    refuses(with(0xc, 1), "request type");
    refuses(with(0x4c4, 2), "runtime data version");
    refuses(with(0x4cc, 2), "hash type");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 5})
  @DisplayName("a machine without SEV-SNP and TDX has no report of a CPU")
  void refusesOtherReportTypes(int type) {
    refuses(with(0x4c8, type), "report type");
  }

  @Test
  void refusesLyingLengths() {
    int size = Bytes.utf8(AZURE.json()).length();
    refuses(with(0x8, 0), "report size");
    refuses(with(0x4c0, 0), "data size");
    refuses(with(0x4d0, size - 1 & 0xff), "data size");
    var huge = report().toArray();
    for (int at : new int[] {0x8, 0x4c0, 0x4d0}) {
      huge[at + 3] = 0x10;
    }
    refuses(Bytes.copyOf(huge), "runtime data size");
  }

  @Nested
  @DisplayName("runtime data")
  class Json {
    @Test
    void refusesDuplicateKeysAtEveryDepth() {
      var json = AZURE.json();
      refusesJson(json.replace("{\"keys\"", "{\"keys\":[],\"keys\""), "");
      refusesJson(json.replace("\"kid\"", "\"kid\":\"x\",\"kid\""), "");
      refusesJson(
          json.replace("\"secure-boot\":true", "\"secure-boot\":false,\"secure-boot\":true"), "");
    }

    @Test
    void refusesDeepNestingAndTrailingText() {
      refusesJson("{\"keys\":" + "[".repeat(60) + "]".repeat(60) + "}", "");
      refusesJson("{\"x\":" + "{\"x\":".repeat(60) + "1" + "}".repeat(61), "");
      refusesJson(AZURE.json() + "{}", "");
      refusesJson("[]", "is not an object");
      refusesJson("null", "is not an object");
      refusesJson("", "");
    }

    @Test
    void refusesNoAttestationKeyAndTwo() {
      var ak = FakeAzure.key("HCLAkPub", AZURE.tpm.modulus());
      refusesJson(FakeAzure.jsonWith(), "has no key HCLAkPub");
      refusesJson(FakeAzure.jsonWith(ak.replace("Ak", "Ek")), "has no key HCLAkPub");
      refusesJson(FakeAzure.jsonWith(ak, ak), "has two keys HCLAkPub");
    }

    // spec: RFC 7517 4.1, 4.3
    // spec: RFC 7518 6.3.1.1
    @Test
    void refusesOtherKeys() {
      var json = AZURE.json();
      refusesJson(json.replace("\"RSA\"", "\"EC\""), "is not an RSA key that signs");
      refusesJson(json.replace("\"sign\"", "\"encrypt\""), "is not an RSA key that signs");
      refusesJson(json.replace("AQAB", "Aw"), "want 010001");
      refusesJson(json.replace("\"e\"", "\"f\""), "e: is missing");
      refusesJson(json.replace("\"HCLAkPub\"", "1"), "is not text");
      for (var modulus :
          List.of(
              Bytes.zeros(1).concat(AZURE.tpm.modulus()),
              AZURE.tpm.modulus().slice(0, 255),
              AZURE.tpm.modulus().concat(Bytes.zeros(257)))) {
        refusesJson(
            FakeAzure.jsonWith(FakeAzure.key("HCLAkPub", modulus)), "is not 2048 to 4096 bits");
      }
    }

    @Test
    void refusesUserDataOfAnotherLength() {
      refusesJson(AZURE.json().replace("00".repeat(64), "00"), "got 1 bytes, want 64");
      refusesJson(AZURE.json().replace("00".repeat(64), "zz"), "is not hexadecimal");
    }

    @Test
    void passesOverMembersThatAzureAdds() throws Exception {
      var json = AZURE.json().replace("{\"keys\"", "{\"new\":{\"a\":[1]},\"keys\"");
      assertThat(HclReport.parse(FakeAzure.hcl(FakeAzure.TDX, json)).runtimeJson())
          .isEqualTo(Bytes.utf8(json));
      var older = "{\"keys\":[" + FakeAzure.key("HCLAkPub", AZURE.tpm.modulus()) + "]}";
      var report = HclReport.parse(FakeAzure.hcl(FakeAzure.TDX, older));
      assertThat(report.runtimeData().userData().length()).isZero();
      assertThat(report.runtimeData().vmConfiguration()).isEmpty();
    }
  }
}
