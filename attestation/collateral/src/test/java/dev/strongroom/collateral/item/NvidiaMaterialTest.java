package dev.strongroom.collateral.item;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.scheme.nvidia.rim.RimId;
import dev.strongroom.collateral.testing.Recorded;
import dev.strongroom.collateral.testing.RecordedNvidia;
import dev.strongroom.simulator.nvidia.RimSigners;
import dev.strongroom.simulator.pki.OcspResponder;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.security.SecureRandom;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("vectors")
class NvidiaMaterialTest {
  private static final String DRIVER = "NV_GPU_DRIVER_GH100_550.90.07";
  private static final String VBIOS = "NV_GPU_VBIOS_1010_0200_882_96009F0001";
  private static final Instant AT = RecordedNvidia.OF_DEVICES;

  private static Material parse(NvidiaItem item, Bytes body) throws MalformedException {
    return Material.parse(item, body, Bytes.empty(), AT);
  }

  private static Material parse(String json) throws MalformedException {
    return parse(RecordedNvidia.manifest(DRIVER), Bytes.utf8(json));
  }

  private static String json() {
    return RecordedNvidia.json(DRIVER, RecordedNvidia.xml(DRIVER)).utf8();
  }

  @Test
  void aManifestIsUsableWhileItsSignerIs() throws Exception {
    var material = parse(json());

    assertThat(material.body()).isEqualTo(Bytes.utf8(json()));
    assertThat(material.issuedAt()).isBetween("2024-06-01T00:00:00Z", "2024-06-02T00:00:00Z");
    assertThat(material.nextUpdate()).isBetween("2026-06-01T00:00:00Z", "2026-06-02T00:00:00Z");
    assertThat(material.isFresh(AT)).isTrue();
    assertThat(material.certificates()).isEmpty();
  }

  // spec: NVIDIA RIM service id
  @Test
  @DisplayName("NVIDIA RIM service id: the answer is the manifest that was asked for")
  void refusesAnotherManifest() {
    var other = RecordedNvidia.json(VBIOS, RecordedNvidia.xml(VBIOS)).utf8();

    assertThatThrownBy(() -> parse(other))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("is the manifest " + VBIOS);
  }

  // spec: NVIDIA RIM service sha256
  @Test
  @DisplayName("NVIDIA RIM service sha256: the digest of the manifest, hexadecimal")
  void refusesAnotherDigest() {
    var digest = RecordedNvidia.xml(DRIVER).sha256().hex();

    assertThatThrownBy(() -> parse(json().replace(digest, "0".repeat(64))))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("SHA-256");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "{\"id\":\"NV_GPU_DRIVER_GH100_550.90.07\"}",
        "{\"id\":7,\"rim\":\"\",\"sha256\":\"\"}",
        "{\"id\":\"NV_GPU_DRIVER_GH100_550.90.07\",\"rim\":\"%%\",\"sha256\":\"\"}",
        "{\"id\":\"NV_NIC_FIRMWARE_CX7\",\"rim\":\"\",\"sha256\":\"\"}",
        "{\"id\":\"NV_GPU_DRIVER_GH100_550.90.07\",\"rim\":\"\",\"sha256\":"
            + "\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"}",
      })
  void refusesWhatIsNoAnswer(String json) {
    assertThatThrownBy(() -> parse(json)).isInstanceOf(MalformedException.class);
  }

  @Test
  void refusesAnAnswerCutAnywhere() {
    var whole = json();
    for (int length = 0; length < whole.length(); length += 97) {
      var part = whole.substring(0, length);
      assertThatThrownBy(() -> parse(part)).isInstanceOf(MalformedException.class);
    }
    assertThatThrownBy(() -> parse(whole + "x")).isInstanceOf(MalformedException.class);
  }

  @Test
  void answersHoldForTheirDay() {
    for (var material : RecordedNvidia.deviceAnswers()) {
      assertThat(material.issuedAt()).isBetween("2025-08-21T06:47:07Z", "2025-08-21T06:47:08Z");
      assertThat(material.nextUpdate()).isEqualTo(material.issuedAt().plusSeconds(86400));
      assertThat(material.isFresh(AT)).isTrue();
      assertThat(material.isFresh(RecordedNvidia.OF_SIGNERS)).isFalse();
    }
  }

  // spec: RFC 6960 2.2 certificate
  @Test
  @DisplayName("RFC 6960 2.2 certificate: the answer is about the one that was asked for")
  void refusesAnAnswerAboutAnother() {
    var answers = RecordedNvidia.deviceAnswers();
    var asked = (NvidiaItem) answers.getFirst().item();

    assertThatThrownBy(() -> parse(asked, answers.getLast().body()))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("another certificate");
  }

  // spec: RFC 6960 2.4 nextUpdate
  @Test
  @DisplayName(
      "RFC 6960 2.4 nextUpdate: is there; without it nothing would say when an answer is stale")
  void refusesAnAnswerWithoutEnd() throws Exception {
    var signers = RimSigners.create(new SecureRandom(), AT);
    var responder = OcspResponder.of(signers.l3());
    var subject = signers.signer().certificate();
    var good = responder.answer(subject, AT, _ -> {});
    var item =
        new NvidiaItem.Ocsp(
            dev.strongroom.attestation.evidence.OcspResponse.ofDer("ocsp", good)
                .singles()
                .getFirst()
                .certificate());

    assertThat(parse(item, good).isFresh(AT)).isTrue();
    var endless = responder.answer(subject, AT, fields -> fields.withoutNextUpdate());
    assertThatThrownBy(() -> parse(item, endless))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("nextUpdate");
  }

  @Test
  void refusesAListOfAnotherIssuer() throws Exception {
    var item = new NvidiaItem.Crl(NvidiaItem.Issuer.GH100);
    var end = AT.plusSeconds(60);

    assertThat(parse(item, Recorded.amdCrl("CN=NVIDIA GH100 Identity", AT, end)).nextUpdate())
        .isEqualTo(end);
    assertThatThrownBy(() -> parse(item, Recorded.amdCrl("CN=NVIDIA GB100 Identity", AT, end)))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("want CN=NVIDIA GH100 Identity");
  }

  @Test
  void anIdIsKeptInCase() throws Exception {
    var item = RecordedNvidia.manifest(VBIOS);

    assertThat(item.name()).isEqualTo("nvidia/rim/nv-gpu-vbios-1010-0200-882-96009f0001");
    assertThat(((NvidiaItem.Rim) Item.ofName(item.name())).id()).isEqualTo(RimId.parse(VBIOS));
  }
}
