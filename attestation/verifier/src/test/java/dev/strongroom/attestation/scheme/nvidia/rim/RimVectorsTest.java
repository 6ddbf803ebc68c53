package dev.strongroom.attestation.scheme.nvidia.rim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.strongroom.attestation.Genuine;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.evidence.StrictXml;
import dev.strongroom.attestation.scheme.nvidia.NvidiaReport;
import dev.strongroom.attestation.scheme.nvidia.NvidiaVerifier;
import dev.strongroom.attestation.scheme.nvidia.OpaqueData;
import dev.strongroom.attestation.trust.Proof;
import dev.strongroom.attestation.trust.Rejected;
import dev.strongroom.attestation.trust.Revocation;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.testing.Vectors;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Element;

/// Verdicts as the pages of `gpu/hopper`, `gpu/blackwell` and `gpu/nvswitch` state them, at times
/// that they give.
@Tag("vectors")
class RimVectorsTest {
  private static final String RIMS = "hopper/rims/";
  private static final String SWITCH_NEGATIVE =
      "nvswitch/negative-rims/NV_SWITCH_BIOS_5612_0002_890_9610550001_";

  private static Instant noon(String day) {
    return Instant.parse(day + "T12:00:00Z");
  }

  @ParameterizedTest
  @CsvSource({
    "hopper/h100-550.90.07/NV_GPU_DRIVER_GH100_550.90.07.xml, 2026-01-01, verified",
    "hopper/h100-550.90.07/NV_GPU_VBIOS_1010_0200_882_96009F0001.xml, 2026-01-01, verified",
    "hopper/h100-550.90.07/NV_GPU_DRIVER_GH100_550.90.07.xml, 2026-06-02,"
        + " verified nvidia.rim.signer-expired",
    "hopper/h100-550.90.07/NV_GPU_DRIVER_GH100_550.90.07.xml, 2024-05-31, rejected chain.validity",
    "hopper/h100-550.90.07/NV_GPU_DRIVER_GH100_550.90.07.xml, 2027-05-01, rejected chain.validity",
    "hopper/rims/NV_GPU_DRIVER_GH100_550.144.03.xml, 2026-06-01, verified",
    "hopper/rims/incorrect_signature_driver_rim.xml, 2026-06-01, rejected nvidia.rim.signature",
    "hopper/rims/incorrect_cert_chain_driver_rim.xml, 2026-06-01, rejected chain.length",
    "hopper/rims/NV_GPU_DRIVER_GH100_570.124.03_expired.xml, 2025-01-01,"
        + " rejected nvidia.rim.signature",
    "hopper/rims/NV_GPU_DRIVER_GH100_570.124.03_expired.xml, 2026-06-01,"
        + " rejected nvidia.rim.signature",
    "hopper/rims/NV_GPU_DRIVER_GH100_535.86.09_measurement_mismatch.xml, 2026-06-01,"
        + " rejected nvidia.rim.signature",
    "hopper/rims/NV_GPU_VBIOS_1010_0200_882_96005E0001_measurement_mismatch.xml, 2025-06-01,"
        + " verified",
    "hopper/rims/1010_0200_882_96005E0001_PROD.swidtag, 2025-06-01, verified",
    "hopper/rims/1010_0200_882_960074001A_PROD.swidtag, 2025-06-01, verified",
    "hopper/rims/1010_0205_862_96005E0004_PROD.swidtag, 2025-06-01, verified",
    "hopper/rims/1010_0205_862_9600740020_PROD.swidtag, 2025-06-01, verified",
    "hopper/rims/g520_0200_885_960074000D_PROD.swidtag, 2025-06-01, verified",
    "hopper/rims/1010_0200_882_96005E0001_PROD.swidtag, 2026-06-01,"
        + " verified nvidia.rim.signer-expired",
    "hopper/rims/1010_0200_882_96005E0001_PROD.swidtag, 2026-11-23, rejected chain.validity",
    "blackwell/rim-gb100-vbios-bad-chain.xml, 2026-06-01, rejected chain.length",
    "nvswitch/ls10-96.10.55.00.01/NV_SWITCH_BIOS_5612_0002_890_9610550001.xml, 2026-06-01,"
        + " verified",
    "nvswitch/negative-rims/NV_SWITCH_BIOS_5612_0002_890_9610550001_invalid_signature.xml,"
        + " 2026-05-01, rejected nvidia.rim.signature",
    "nvswitch/negative-rims/NV_SWITCH_BIOS_5612_0002_890_9610550001_measurement_mismatch.xml,"
        + " 2025-06-01, rejected nvidia.rim.signature"
  })
  void verdicts(String path, String day, String expected) throws Exception {
    Vectors.compare("gpu/" + path + " on " + day, expected, GenuineRims.verdict(path, noon(day)));
  }

  @Test
  @DisplayName("incorrect_rim_root.crt is no root")
  void anotherRoot() throws Exception {
    var other = CertificateChain.parse(Vectors.read("gpu/" + RIMS + "incorrect_rim_root.crt"));
    var rim = GenuineRims.rim(GenuineRims.DRIVER_550);
    var anchors = TrustAnchors.simulation(List.of(other.root().fingerprint()));
    var verification =
        RimVerifier.verify(rim, anchors, new Revocation.NotGiven(), noon("2026-01-01"));
    assertThat(verification).isInstanceOf(Rejected.class);
    if (verification instanceof Rejected<Rim>(var findings)) {
      assertThat(findings.getFirst().describe())
          .contains("chain.root-profile")
          .contains("NVIDIA CoRIM signing Root CA, a root of profile production");
    }
  }

  @Test
  @DisplayName("a device's chain is none of manifests, nor a manifest's one of devices")
  void chainsOfDevices() throws Exception {
    var rim = GenuineRims.rim(GenuineRims.DRIVER_550);
    var at = noon("2026-01-01");
    assertThat(NvidiaVerifier.verifyChain(rim.chain(), TrustAnchors.production(), at))
        .isInstanceOf(Rejected.class);
  }

  @Test
  void manifestsSayWhatTheyAreOf() throws Exception {
    var driver = GenuineRims.rim(GenuineRims.DRIVER_550);
    assertThat(driver.version()).isEqualTo("550.90.07");
    assertThat(driver.product()).isEqualTo("GH100");
    assertThat(driver.measurements()).hasSize(64);
    assertThat(driver.floors()).isEmpty();
    assertThat(driver.chain().certificates()).hasSize(4);
    assertThat(active(driver))
        .isEqualTo("7 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37" + " 38 39 40");
    assertThat(driver.measurements().get(35).alternatives()).hasSize(4);
    assertThat(active(GenuineRims.rim(GenuineRims.VBIOS_9F)))
        .isEqualTo("0 1 2 3 4 5 6 8 9 10 11 12");
    var bios = GenuineRims.rim(GenuineRims.LS10);
    assertThat(bios.product()).isEqualTo("LS10");
    assertThat(bios.id().kind()).isEqualTo(RimKind.SWITCH_BIOS);
    assertThat(bios).isEqualTo(GenuineRims.rim(GenuineRims.LS10)).isNotEqualTo(driver);
    assertThat(bios).hasSameHashCodeAs(GenuineRims.rim(GenuineRims.LS10));
    assertThat(bios).hasToString("Rim[NV_SWITCH_BIOS_5612_0002_890_9610550001]");
  }

  private static String active(Rim rim) {
    return rim.measurements().stream()
        .filter(ReferenceMeasurement::active)
        .map(reference -> "" + reference.index())
        .collect(Collectors.joining(" "));
  }

  @Nested
  @DisplayName("Reports compared with manifests")
  class Comparison {
    private NvidiaReport report(String folder) throws MalformedException {
      return NvidiaReport.parse(Vectors.read("gpu/hopper/" + folder + "/report.bin"));
    }

    private String compare(NvidiaReport report, List<Verified<Rim>> rims) {
      return compare(report, opaqueOf(report).nvdec0On(), rims);
    }

    private OpaqueData.Gpu opaqueOf(NvidiaReport report) {
      if (report.opaque() instanceof OpaqueData.Gpu opaque) {
        return opaque;
      }
      throw new AssertionError("want a GPU's");
    }

    private String compare(NvidiaReport report, boolean nvdec0On, List<Verified<Rim>> rims) {
      var opaque = opaqueOf(report);
      var reported =
          new ReportedFirmware.Gpu(
              "GH100", opaque.driverVersion(), opaque.vbiosVersion(), nvdec0On, Map.of());
      return summary(RimComparison.compare(report.measurements(), reported, rims));
    }

    private String summary(RimComparison comparison) {
      var findings =
          comparison.findings().stream()
              .map(
                  f ->
                      f.rule().code().equals("nvidia.measurement")
                          ? f.expected().replaceAll(" of .*", "")
                          : f.rule().code())
              .collect(Collectors.joining(", "));
      return "%d/%d %s".formatted(comparison.matched(), comparison.compared(), findings).strip();
    }

    @Test
    @DisplayName("h100-550.90.07: 32 of 32, index 35 skipped")
    void current() throws Exception {
      var at = noon("2026-01-01");
      var rims =
          List.of(
              GenuineRims.verified(GenuineRims.DRIVER_550, at),
              GenuineRims.verified(GenuineRims.VBIOS_9F, at));
      Vectors.compare(
          "gpu/hopper/h100-550.90.07 measurements",
          "32/32",
          compare(report("h100-550.90.07"), rims));
    }

    @Test
    @DisplayName("h100-535.86.09: its VBIOS 12 of 12; a newer revision differs at index 9")
    void old() throws Exception {
      var at = noon("2025-06-01");
      var report = report("h100-535.86.09");
      var vbios = GenuineRims.verified(RIMS + "1010_0200_882_96005E0001_PROD.swidtag", at);
      Vectors.compare(
          "gpu/hopper/h100-535.86.09 VBIOS",
          "12/12 nvidia.rim.absent",
          compare(report, List.of(vbios)));
      var newer =
          GenuineRims.verified(
              RIMS + "NV_GPU_VBIOS_1010_0200_882_96005E0001_measurement_mismatch.xml", at);
      Vectors.compare(
          "gpu/hopper/h100-535.86.09 newer VBIOS manifest",
          "11/12 nvidia.rim.absent, index 9",
          compare(report, List.of(newer)));
    }

    @Test
    @DisplayName(
        "h100-535.86.09: an edited driver manifest differs at 15 indexes, of which 35 is none")
    void edited() throws Exception {
      var at = noon("2026-06-01");
      var rim = GenuineRims.rim(RIMS + "NV_GPU_DRIVER_GH100_535.86.09_measurement_mismatch.xml");
      // It is not authentic, as its verdict above says.
      var proof = List.of(Proof.of(rim, rim.chain(), at));
      var report = report("h100-535.86.09");
      assertThat(opaqueOf(report).nvdec0On()).isFalse();
      var differing =
          "index 7, index 21, index 22, index 25, index 26, index 27, index 29, index 30, index 31,"
              + " index 32, index 34, index 37, index 39, index 40, index 41, nvidia.rim.absent";
      assertThat(compare(report, proof)).isEqualTo("6/21 " + differing);
      assertThat(compare(report, true, proof)).isEqualTo("7/22 " + differing);
    }

    @Test
    @DisplayName("h100-580.159.03: the manifest that nvtrust bundles is stale at index 9")
    void stale() throws Exception {
      var at = noon("2025-06-01");
      var vbios = GenuineRims.verified(RIMS + "1010_0205_862_9600740020_PROD.swidtag", at);
      Vectors.compare(
          "gpu/hopper/h100-580.159.03 VBIOS",
          "11/12 nvidia.rim.absent, index 9",
          compare(report("h100-580.159.03"), List.of(vbios)));
    }

    @Test
    @DisplayName("a manifest of another version is compared with nothing")
    void anotherVersion() throws Exception {
      var at = noon("2026-01-01");
      var rims =
          List.of(
              GenuineRims.verified(RIMS + "NV_GPU_DRIVER_GH100_550.144.03.xml", at),
              GenuineRims.verified(GenuineRims.VBIOS_9F, at));
      assertThat(compare(report("h100-550.90.07"), rims)).isEqualTo("12/12 nvidia.rim.version");
    }

    /// 31 blocks of 55 bytes from byte 45 on, each with its value in the last 48.
    private List<Bytes> switchMeasurements() {
      var report = Vectors.read("gpu/nvswitch/ls10-96.10.55.00.01/report.bin");
      var measurements = new ArrayList<Bytes>();
      for (int i = 0; i < report.at(41); i++) {
        measurements.add(report.slice(45 + 55 * i + 7, 45 + 55 * (i + 1)));
      }
      return measurements;
    }

    @Test
    @DisplayName("ls10-96.10.55.00.01: 31 of 31")
    void anNvSwitch() throws Exception {
      var at = noon("2026-06-01");
      var bios = GenuineRims.verified(GenuineRims.LS10, at);
      var reported = new ReportedFirmware.Switch("LS10", "96.10.55.00.01");
      Vectors.compare(
          "gpu/nvswitch/ls10-96.10.55.00.01 measurements",
          "31/31",
          summary(RimComparison.compare(switchMeasurements(), reported, List.of(bios))));
    }

    @Test
    @DisplayName("negative-rims measurement_mismatch: product GH100 is not LS10")
    void anotherProduct() throws Exception {
      var rim = GenuineRims.rim(SWITCH_NEGATIVE + "measurement_mismatch.xml");
      var proof = Proof.of(rim, rim.chain(), noon("2025-06-01"));
      var reported = new ReportedFirmware.Switch("LS10", "96.10.55.00.01");
      Vectors.compare(
          "gpu/nvswitch/negative-rims/…measurement_mismatch.xml",
          "0/0 nvidia.rim.product",
          summary(RimComparison.compare(switchMeasurements(), reported, List.of(proof))));
    }
  }

  @Nested
  @DisplayName("schema-cases: unsigned, one thing wrong in each")
  class Schema {
    private static final String CASES = "gpu/hopper/rims/schema-cases/";

    private String payload(Bytes xml) {
      try {
        var root = StrictXml.parse("case", xml).getDocumentElement();
        var payloads = root.getElementsByTagNameNS(RimContent.SWID, "Payload");
        if (!(payloads.item(0) instanceof Element element)) {
          return "has no Payload";
        }
        return RimPayload.read(element).measurements().size() + " measurements";
      } catch (MalformedException e) {
        return String.valueOf(e.getMessage());
      }
    }

    /// Some cases have placeholders where measurements stand.
    private Bytes filled(String name) {
      return Bytes.utf8(
          Vectors.read(CASES + name + ".xml")
              .utf8()
              .replaceAll("\"hash[0-9A-Z]\"", "\"" + "0".repeat(96) + "\"")
              .replaceAll("size=\"[12]0\"", "size=\"48\""));
    }

    @ParameterizedTest
    @CsvSource({
      "success_payload_single_measurement, 1 measurements",
      "success_payload_multiple_measurements, 2 measurements",
      "failure_duplicate_index, index: 0 is there twice",
      "failure_empty_payload, Payload: has no active measurement",
      "failure_hash_empty_namespace,"
          + " {http://www.w3.org/2001/04/xmlenc#sha384}Hash0: is absent",
      "failure_invalid_alternatives, 'alternatives: got ''xyz'', want a number below 100000'",
      "failure_invalid_index, 'index: got ''abc'', want a number below 100000'",
      "failure_invalid_size, 'size: got ''abc'', want 48'",
      "failure_missing_alternatives, alternatives: is absent",
      "failure_missing_hash, {http://www.w3.org/2001/04/xmlenc#sha384}Hash0: is absent",
      "failure_missing_index, index: is absent",
      "failure_missing_size, size: is absent",
      "failure_no_payload, has no Payload"
    })
    void payloads(String name, String expected) {
      Vectors.compare(CASES + name, expected, payload(filled(name)));
    }

    @Test
    void alternatives() throws Exception {
      var xml = Vectors.read(CASES + "success_payload_multiple_alternatives.xml");
      var root = StrictXml.parse("case", xml).getDocumentElement();
      var element = (Element) root.getElementsByTagNameNS(RimContent.SWID, "Payload").item(0);
      assertThat(RimPayload.read(element).measurements())
          .extracting(reference -> reference.alternatives().size())
          .containsExactly(1, 4);
    }

    @Test
    @DisplayName("placeholders are no measurements: SHA-384 has 48 bytes")
    void placeholders() {
      for (var name : List.of("success_payload_multiple_measurements", "failure_duplicate_index")) {
        assertThat(payload(Vectors.read(CASES + name + ".xml")))
            .isEqualTo("size: got '10', want 48");
      }
    }

    @ParameterizedTest
    @CsvSource({
      "failure_duplicate_index",
      "failure_empty_payload",
      "failure_hash_empty_namespace",
      "failure_invalid_alternatives",
      "failure_invalid_base64_cert",
      "failure_invalid_cert_bytes",
      "failure_invalid_index",
      "failure_invalid_pem_data",
      "failure_invalid_size",
      "failure_missing_alternatives",
      "failure_missing_colloquial_version",
      "failure_missing_hash",
      "failure_missing_index",
      "failure_missing_meta",
      "failure_missing_size",
      "failure_missing_x509_certificate",
      "failure_missing_x509_data",
      "failure_no_payload",
      "success_payload_multiple_alternatives",
      "success_payload_multiple_measurements",
      "success_payload_single_measurement"
    })
    void noneIsAManifest(String name) {
      var xml = Vectors.read(CASES + name + ".xml");
      var id = new RimId(RimKind.DRIVER, "NV_GPU_DRIVER_GH100_1");
      assertThrows(MalformedException.class, () -> Rim.parse(id, xml));
    }

    /// The genuine manifest with the KeyInfo of a case, and with Meta as in a case.
    @Test
    void certificatesAndMeta() throws Exception {
      var good = GenuineRims.xml(GenuineRims.DRIVER_550).utf8();
      var keyInfo = good.substring(good.indexOf("<ds:KeyInfo>"), good.indexOf("</ds:Signature>"));
      for (var name :
          List.of(
              "invalid_base64_cert",
              "invalid_cert_bytes",
              "invalid_pem_data",
              "missing_x509_certificate",
              "missing_x509_data")) {
        var text = Vectors.read(CASES + "failure_" + name + ".xml").utf8();
        var theirs =
            text.substring(text.indexOf("<KeyInfo>"), text.indexOf("</Signature>"))
                .replaceAll("<(/?)(KeyInfo|X509)", "<$1ds:$2");
        refuses(good.replace(keyInfo, theirs), "Certificate|chain|X509Data");
      }
      var meta = good.substring(good.indexOf("<ns0:Meta"), good.indexOf("<ns0:Payload"));
      refuses(good.replace(meta, ""), "Meta: is absent");
      refuses(good.replace(meta, "<ns0:Meta/>"), "colloquialVersion");
    }

    @Test
    void whatIsWrongWithASignatureIsSaid() throws Exception {
      refuses(
          Vectors.read(CASES + "failure_missing_meta.xml").utf8(),
          "^Signature: is no XML signature, want it of namespace http://www.w3.org/2000/09/xmldsig#");
      var good = GenuineRims.xml(GenuineRims.DRIVER_550).utf8();
      var begin = good.indexOf("<ds:Signature");
      var end = good.indexOf("</ds:Signature>") + "</ds:Signature>".length();
      var signature = good.substring(begin, end);
      refuses(good.replace(signature, ""), "^Signature: got 0, want exactly one, in the root");
      refuses(
          good.replace(signature, "<a>" + signature + "</a>"),
          "^Signature: is not in the root element");
    }

    private void refuses(String xml, String why) {
      assertThatThrownBy(
              () -> Rim.parse(new RimId(RimKind.DRIVER, "NV_GPU_DRIVER_GH100_1"), Bytes.utf8(xml)))
          .isInstanceOf(MalformedException.class)
          .message()
          .containsPattern(why);
    }
  }

  @Test
  void genuineChainsOfDevicesAreUntouchedByTheNewPin() throws Exception {
    var evidence = Genuine.hopper("h100-550.90.07");
    assertThat(Genuine.verdict(evidence, Genuine.MID_2026)).startsWith("authentic");
  }
}
