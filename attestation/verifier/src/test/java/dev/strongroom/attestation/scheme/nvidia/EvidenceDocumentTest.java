package dev.strongroom.attestation.scheme.nvidia;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.protocol.evidence.EvidenceSet;
import dev.strongroom.protocol.evidence.Scheme;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.testing.Vectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EvidenceDocumentTest {
  private static final String ONE =
      "{\"evidence\":\"QQ==\",\"certificate\":\"Qg==\",\"arch\":\"X\"}";

  private static EvidenceDocument parse(String json) throws MalformedException {
    return EvidenceDocument.parse(Bytes.utf8(json));
  }

  @ParameterizedTest
  @CsvSource({
    "gpu/nvswitch/ppcie-hgx-590.12/gpu_evidence.json,8",
    "gpu/nvswitch/ppcie-hgx-590.12/switch_evidence.json,4",
    "gpu/nras/h200-570.172.08-8gpu-ppcie-ok/nras-v3-request.json,8",
    "gpu/hopper/cert-hold-570.86.10.json,1"
  })
  void readsWhatNvidiasToolsWrite(String file, int devices) throws Exception {
    assertThat(EvidenceDocument.parse(Vectors.read(file)).devices()).hasSize(devices);
  }

  @Test
  void keepsItsBytesAndOrder() throws Exception {
    var two = "[" + ONE + ", " + ONE.replace("QQ==", "Qw==") + "]";
    var document = parse(two);
    assertThat(document.bytes()).isEqualTo(Bytes.utf8(two));
    assertThat(document.devices()).extracting(d -> d.report().utf8()).containsExactly("A", "C");
    assertThat(document.devices()).extracting(d -> d.chain().utf8()).containsExactly("B", "B");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "{}",
        "[1]",
        "[{}]",
        "\"text\"",
        "[{\"evidence\":\"QQ==\"}]",
        "[{\"evidence\":1,\"certificate\":\"Qg==\"}]",
        "[{\"evidence\":\"?\",\"certificate\":\"Qg==\"}]",
        "[{\"evidence\":\"QQ==\",\"evidence\":\"QQ==\",\"certificate\":\"Qg==\"}]",
        "{\"evidence_list\":{}}"
      })
  void refusesWhatIsNoList(String json) {
    assertThatThrownBy(() -> parse(json)).isInstanceOf(MalformedException.class);
  }

  @Test
  void refusesTwoListsAndTooManyDevices() {
    assertThatThrownBy(
            () -> parse("{\"evidence_list\":[%s],\"evidences\":[%s]}".formatted(ONE, ONE)))
        .hasMessageContaining("want one array");
    var many = "[" + (ONE + ",").repeat(63) + ONE + "]";
    assertThatThrownBy(() -> parse(many)).hasMessageContaining("got 64 devices, want 1 to 24");
    var long1 = "A".repeat(1 << 20);
    assertThatThrownBy(() -> parse("[\"" + long1 + "\"]")).hasMessageContaining("limit 1 MiB");
    var chain = Bytes.zeros(64 * 1024 + 1).base64();
    assertThatThrownBy(() -> parse(ONE.replace("Qg==", chain).transform(one -> "[" + one + "]")))
        .hasMessageContaining("devices[0]: is longer than any device's");
  }

  @Test
  void takesWhatIsJustShortEnough() throws Exception {
    var most = "[" + (ONE + ",").repeat(EvidenceSet.MAX_DEVICES - 1) + ONE + "]";
    assertThat(parse(most).devices()).hasSize(EvidenceSet.MAX_DEVICES);
    assertThatThrownBy(() -> parse(most.replace("]", "," + ONE + "]")))
        .hasMessageContaining("got 25 devices, want 1 to 24");

    var report = Bytes.zeros(Evidence.MAX_REPORT_BYTES);
    var chain = Bytes.zeros(Evidence.MAX_CHAIN_BYTES);
    var longest = "[" + ONE.replace("QQ==", report.base64()).replace("Qg==", chain.base64()) + "]";
    assertThat(parse(longest).devices())
        .containsExactly(new Evidence(Scheme.NVIDIA_GPU, report, chain));
    var longer = ONE.replace("QQ==", Bytes.zeros(report.length() + 1).base64());
    assertThatThrownBy(() -> parse("[" + longer + "]"))
        .hasMessageContaining("devices[0]: is longer than any device's");

    var padded = "[" + ONE + "]";
    padded += " ".repeat(EvidenceDocument.MAX_BYTES - padded.length());
    assertThat(parse(padded).devices()).hasSize(1);
    assertThat(EvidenceDocument.isMeantBy(Bytes.utf8(padded))).isTrue();
    assertThat(EvidenceDocument.isMeantBy(Bytes.utf8(padded + " "))).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          []                      | true
          {"evidence_list": 1}    | true
          {"evidences": []}       | true
          {"evidence": []}        | false
          "evidence_list"         | false
          [                       | false
          """)
  void knowsWhatIsMeantToBeADocument(String json, boolean isMeant) {
    assertThat(EvidenceDocument.isMeantBy(Bytes.utf8(json))).isEqualTo(isMeant);
  }
}
