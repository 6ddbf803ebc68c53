package dev.strongroom.attestation.nras;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.attestation.Genuine;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.scheme.nvidia.NvidiaDevice;
import dev.strongroom.attestation.scheme.nvidia.NvidiaReport;
import dev.strongroom.attestation.scheme.nvidia.NvidiaVerifier;
import dev.strongroom.attestation.trust.Rejected;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.attestation.trust.Verification;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.json.StrictJson;
import dev.strongroom.wire.testing.Vectors;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A genuine answer of NVIDIA's service with what was sent to it and the JWK Set of its time.
///
/// @param folder below `gpu/nras`
/// @param nonce that was sent to the service
/// @param issuedAt `iat` of the tokens, seconds since 1970
record GenuineNras(String folder, String nonce, long issuedAt) {
  static final String NRAS = "gpu/nras/";

  static final GenuineNras ONE_GPU =
      new GenuineNras(
          "h200-570.172.08-1gpu-ok",
          "9a796732359e9324a45576a730e5a9c47bff518b8ee8bcb882d00b5b1ff6f39a",
          1781056142);
  static final GenuineNras EIGHT_GPUS =
      new GenuineNras(
          "h200-570.172.08-8gpu-ppcie-ok",
          "7c4b89c7c794886908702155bc671b6214269ed4a4bffaaf751449dba01e27da",
          1776996364);
  static final GenuineNras OTHER_NONCE =
      new GenuineNras(
          "h200-595.71.05-8gpu-nonce-mismatch",
          "cda7576dbb7d1ea2852e4a70502723f8d1678fb1ecdb69d6b3224620ac368379",
          1779243493);
  static final GenuineNras BOUND_TO_TDX =
      new GenuineNras(
          "h200-595.71.05-1gpu-tdx-bound-ok",
          "a8c5455663ef4951c4a6fef8de2a079934c8e93c67626e7311bf385ba6724c9e",
          1782172448);

  Bytes response() {
    return Vectors.read(NRAS + folder + "/nras-v3-response.json");
  }

  NrasTokens tokens() throws MalformedException {
    return NrasTokens.parse(response());
  }

  NrasKeys keys() throws MalformedException {
    return NrasKeys.parse(Vectors.read(NRAS + folder + "/jwks.json"));
  }

  Bytes nonceBytes() throws MalformedException {
    return Bytes.ofHex("nonce", nonce);
  }

  Instant after(long seconds) {
    return Instant.ofEpochSecond(issuedAt).plusSeconds(seconds);
  }

  /// The devices of the Evidence in the request, each verified here.
  List<SentDevice> sent() throws MalformedException {
    var sent = new ArrayList<SentDevice>();
    for (var report : reports()) {
      sent.add(SentDevice.of(NvidiaDevice.of(report)));
    }
    return sent;
  }

  List<Verified<NvidiaReport>> reports() throws MalformedException {
    var request =
        StrictJson.read(Vectors.read(NRAS + folder + "/nras-v3-request.json"), JsonNode.class);
    var reports = new ArrayList<Verified<NvidiaReport>>();
    for (var one : request.get("evidence_list")) {
      var report = NvidiaReport.parse(Bytes.ofBase64("evidence", one.get("evidence").asText()));
      var chain =
          CertificateChain.parse(Bytes.ofBase64("certificate", one.get("certificate").asText()));
      switch (NvidiaVerifier.verify(report, chain, TrustAnchors.production(), Genuine.MID_2026)) {
        case Verified<NvidiaReport> verified -> reports.add(verified);
        case Rejected<NvidiaReport>(var findings) -> throw new AssertionError(findings);
      }
    }
    return reports;
  }

  /// What is found a minute after the answer was made.
  List<Finding> findings() throws MalformedException {
    return findings(response(), after(60));
  }

  List<Finding> findings(Bytes answer, Instant now) throws MalformedException {
    var verification =
        NrasVerifier.verify(NrasTokens.parse(answer), keys(), NrasSigners.production(), now);
    return switch (verification) {
      case Verified<NrasResult> verified -> NrasAppraisal.appraise(verified, nonceBytes(), sent());
      case Rejected<NrasResult>(var findings) -> findings;
    };
  }

  /// `authentic: …` or `rejected: …` with the codes of all findings, each once.
  static String verdict(Verification<NrasResult> verification, Bytes nonce, List<SentDevice> sent) {
    return switch (verification) {
      case Verified<NrasResult> verified ->
          "authentic: " + codes(NrasAppraisal.appraise(verified, nonce, sent));
      case Rejected<NrasResult>(var findings) -> "rejected: " + codes(findings);
    };
  }

  String verdict(Bytes answer, NrasKeys keys, Instant now) throws MalformedException {
    var verification =
        NrasVerifier.verify(NrasTokens.parse(answer), keys, NrasSigners.production(), now);
    return verdict(verification, nonceBytes(), sent());
  }

  String verdict(Bytes answer) throws MalformedException {
    return verdict(answer, keys(), after(60));
  }

  static String codes(List<Finding> findings) {
    return findings.stream()
        .map(finding -> finding.rule().code())
        .distinct()
        .collect(Collectors.joining(" "));
  }
}
