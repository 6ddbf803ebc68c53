package dev.strongroom.attestation.appraisal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.attestation.Genuine;
import dev.strongroom.attestation.claims.ClaimsTree;
import dev.strongroom.attestation.evidence.Issuers;
import dev.strongroom.attestation.scheme.dcap.DcapCollateral;
import dev.strongroom.attestation.scheme.nvidia.EvidenceDocument;
import dev.strongroom.attestation.trust.Revocation;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.attestation.trust.VerificationCache;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.protocol.evidence.EvidenceSet;
import dev.strongroom.protocol.evidence.Scheme;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.testing.Vectors;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// How two providers tie genuine GPUs to genuine TDX guests: one does, one does not.
@Tag("vectors")
class BindingVectorsTest {
  private static final String TINFOIL =
      "gpu/nras/h200-595.71.05-1gpu-tdx-bound-ok/tinfoil-attestation-v3.json";
  private static final String VENICE = "gpu/other/venice-tdx-8xh200/tee-attestation.json";

  /// Intel's, for the kind of platform that both run on.
  private static final String COLLATERAL = "cpu/tdx/v5-uptodate-eval18/collateral.json";

  private static final VerificationCache SEEN_BEFORE = new VerificationCache(8);
  private static final Instant EARLY_2026 = Instant.parse("2026-03-01T00:00:00Z");

  private static JsonNode json(String path) throws Exception {
    return new ObjectMapper().readTree(Vectors.read(path).utf8());
  }

  private static Bytes hex(JsonNode node) throws MalformedException {
    return Bytes.ofHex("hex", node.asText());
  }

  private static List<String> codes(EvidenceSet evidence, Session session) throws Exception {
    var collateral =
        new Collateral(
            new Revocation.NotGiven(),
            List.of(DcapCollateral.ofJson(Vectors.read(COLLATERAL))),
            new Issuers(List.of()));
    var anchors = TrustAnchors.production();
    var result =
        EvidenceAppraisal.appraise(
            evidence, session, Optional.empty(), collateral, anchors, EARLY_2026);
    assertThat(
            EvidenceAppraisal.appraise(
                evidence, session, Optional.empty(), collateral, anchors, EARLY_2026, SEEN_BEFORE))
        .isEqualTo(result);
    return codes(result);
  }

  private static List<String> codes(AttestationResult<ClaimsTree> result) {
    return result.findings().stream().map(f -> f.rule().code()).distinct().toList();
  }

  /// What is found whatever the binding: no policy and nothing of NVIDIA's is given.
  private static final List<String> WITHOUT =
      List.of("policy.absent", "nvidia.rim.absent", "nvidia.ocsp.absent");

  private static List<String> ofInterest(List<String> codes) {
    return codes.stream().filter(code -> !WITHOUT.contains(code)).toList();
  }

  private static Evidence tdx(Bytes quote) {
    return new Evidence(Scheme.INTEL_TDX, quote, Bytes.empty());
  }

  /// SHA-256(tls_key_fp, hpke_key, nonce, gpu_evidence_hash), as the provider declares it.
  private static Binding.Declared declared(JsonNode bound, Bytes document) throws Exception {
    return new Binding.Declared(
        List.of(hex(bound.get("tls_key_fp")), hex(bound.get("hpke_key")), hex(bound.get("nonce"))),
        EvidenceDocument.parse(document),
        List.of());
  }

  @Test
  @DisplayName(
      "nras/h200-595.71.05-1gpu-tdx-bound-ok: the declared binding is recomputed and holds")
  void aDeclaredBindingHolds() throws Exception {
    var all = json(TINFOIL);
    var bound = all.get("report_data");
    var document = Bytes.utf8(all.get("gpu").toString());
    assertThat(document.sha256()).isEqualTo(hex(bound.get("gpu_evidence_hash")));
    var cpu = tdx(Bytes.ofBase64("report", all.get("cpu").get("report").asText()));
    var devices = EvidenceDocument.parse(document).devices();
    var evidence = new EvidenceSet(cpu, Bytes.empty(), devices);
    var nonce = hex(bound.get("nonce"));
    var session =
        new Session(
            new SessionNonce(nonce),
            Optional.of(nonce),
            Optional.empty(),
            declared(bound, document));

    Vectors.compare(TINFOIL, "[]", ofInterest(codes(evidence, session)).toString());

    var unbound =
        new Session(
            new SessionNonce(nonce), Optional.of(nonce), Optional.empty(), new Binding.None());
    assertThat(ofInterest(codes(evidence, unbound)))
        .containsExactly("dcap.report-data", "node.device-unbound");
  }

  @Test
  @DisplayName("nras/h200-595.71.05-1gpu-tdx-bound-ok: any part changed breaks it by name")
  void aBrokenBindingIsNamed() throws Exception {
    var all = json(TINFOIL);
    var bound = all.get("report_data");
    var document = Bytes.utf8(all.get("gpu").toString());
    var cpu = tdx(Bytes.ofBase64("report", all.get("cpu").get("report").asText()));
    var nonce = hex(bound.get("nonce"));
    var good = declared(bound, document);
    var devices = good.document().devices();

    var otherKey = new ArrayList<>(good.before());
    otherKey.set(1, Bytes.zeros(32));
    assertThat(
            found(cpu, devices, nonce, new Binding.Declared(otherKey, good.document(), List.of())))
        .containsExactly("dcap.report-data", "node.device-binding");

    var spaced = EvidenceDocument.parse(document.concat(Bytes.utf8(" ")));
    assertThat(found(cpu, devices, nonce, new Binding.Declared(good.before(), spaced, List.of())))
        .as("the exact bytes are hashed")
        .containsExactly("dcap.report-data", "node.device-binding");

    var borrowed = List.of(Genuine.hopper("h100-580.159.03"));
    assertThat(found(cpu, borrowed, nonce, good))
        .as("a document of other devices than are shown")
        .containsExactly("nvidia.nonce", "node.device-binding");

    var nonceless =
        new Binding.Declared(
            List.of(good.before().get(0).concat(good.before().get(1)).concat(nonce)),
            good.document(),
            List.of());
    assertThat(found(cpu, devices, nonce, nonceless))
        .as("the same bytes, of which none is the nonce")
        .containsExactly("node.device-binding");
  }

  private static List<String> found(
      Evidence cpu, List<Evidence> devices, Bytes nonce, Binding binding) throws Exception {
    var session =
        new Session(new SessionNonce(nonce), Optional.of(nonce), Optional.empty(), binding);
    return ofInterest(codes(new EvidenceSet(cpu, Bytes.empty(), devices), session));
  }

  @Test
  @DisplayName("other/venice-tdx-8xh200: each part holds, and nothing ties them")
  void anUnboundNodeIsNamed() throws Exception {
    var all = json(VENICE);
    var cpu = tdx(hex(all.get("intel_quote")));
    var devices = EvidenceDocument.parse(Bytes.utf8(all.get("nvidia_payload").asText())).devices();
    assertThat(devices).hasSize(8);
    var nonce = hex(all.get("request_nonce"));
    var carried =
        Bytes.ofHex("address", all.get("signing_address").asText().substring(2))
            .concat(Bytes.zeros(12))
            .concat(nonce);
    var session =
        new Session(
            new SessionNonce(carried), Optional.of(nonce), Optional.empty(), new Binding.None());
    var evidence = new EvidenceSet(cpu, Bytes.empty(), devices);

    Vectors.compare(
        VENICE,
        "[nvidia.fabric.count, nvidia.fabric.neighbours, node.device-unbound]",
        ofInterest(codes(evidence, session)).toString());

    var digest =
        new Session(
            new SessionNonce(nonce), Optional.of(nonce), Optional.empty(), new Binding.Digest());
    assertThat(ofInterest(codes(evidence, digest)))
        .containsExactly(
            "dcap.report-data",
            "node.device-binding",
            "nvidia.fabric.count",
            "nvidia.fabric.neighbours");
  }
}
