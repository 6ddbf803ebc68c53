package dev.strongroom.attestation.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.attestation.azure.AzureEvidence;
import dev.strongroom.attestation.finding.RimRule;
import dev.strongroom.attestation.nras.NrasTokens;
import dev.strongroom.attestation.scheme.dcap.quote.Quote;
import dev.strongroom.attestation.scheme.nvidia.rim.Rim;
import dev.strongroom.attestation.scheme.nvidia.rim.RimId;
import dev.strongroom.attestation.scheme.snp.SnpReport;
import dev.strongroom.attestation.trust.XmlSignature;
import dev.strongroom.attestation.trust.XmlSignatureRules;
import dev.strongroom.wire.BinaryReader;
import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.json.StrictJson;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/// Inputs that lie in no file of their own, made of those that do.
final class Forms {
  private static final int HARDWARE_REPORT_BYTES = 1184;
  private static final int RUNTIME_HEADER_BYTES = 20;
  private static final int RUNTIME_AT = 0x4d4;

  /// Behind the request of 37 bytes, the response's head and the count of its blocks.
  private static final int RECORD_LENGTH_AT = 42;

  private static final int SPDM_NONCE_BYTES = 32;

  private static final int TABLE_ENTRY_BYTES = 24;

  /// 63da758d-e664-4564-adc5-f4b93be8accd.
  private static final Bytes VCEK_GUID =
      Bytes.copyOf(HexFormat.of().parseHex("63da758de6644564adc5f4b93be8accd"));

  private Forms() {}

  /// JSON without the line end that files have behind it.
  static Bytes stripped(Bytes json) {
    return Bytes.utf8(json.utf8().stripTrailing());
  }

  /// What the launch of a report's guest could have been given.
  static Bytes idBlock(Bytes report) {
    try {
      var parsed = SnpReport.parse(report);
      return new BinaryWriter()
          .raw(parsed.measurement())
          .raw(parsed.familyId())
          .raw(parsed.imageId())
          .u32le(1)
          .u32le(parsed.guestSvn())
          .raw(report.slice(0x08, 0x10))
          .toBytes();
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The opaque data of a device's report.
  static Bytes opaqueData(Bytes report) {
    var in = new BinaryReader(report);
    try {
      in.skip("request and head of the response", RECORD_LENGTH_AT);
      in.skip("measurements and nonce", in.u24le("MeasurementRecordLength") + SPDM_NONCE_BYTES);
      return in.bytes("OpaqueData", in.u16le("OpaqueLength"));
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A manifest, whatever it is of, and the form of its signature: nobody trusts its root.
  static Object rim(Bytes xml) throws MalformedException {
    var rim = Rim.parse(RimId.hopperDriver("550.90.07"), xml);
    var rules = new XmlSignatureRules(RimRule.SIGNATURE_FORM, RimRule.SIGNATURE);
    return XmlSignature.signatureUnder(rim.chain().leaf(), rim, rules);
  }

  /// The PCK certificate inside of a quote.
  static Bytes pck(Bytes quote) {
    try {
      return Quote.parse(quote).pckChain().leaf().der();
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A host's table of certificates with this one as the chip's, and its neighbour unknown.
  static Bytes certificateTable(Bytes certificate) {
    int head = 3 * TABLE_ENTRY_BYTES;
    return new BinaryWriter()
        .raw(VCEK_GUID)
        .u32le(head)
        .u32le(certificate.length())
        .raw(Bytes.utf8("of another kind."))
        .u32le(head + certificate.length())
        .u32le(VCEK_GUID.length())
        .zeros(TABLE_ENTRY_BYTES)
        .raw(certificate)
        .raw(VCEK_GUID)
        .toBytes();
  }

  static Bytes tpmtSignature(Bytes evidence) {
    try {
      var quote = StrictJson.read(evidence, JsonNode.class).get("tpm_quote");
      return Bytes.ofBase64("signature", quote.get("signature").asText());
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  static Bytes runtimeData(Bytes evidence) {
    try {
      return AzureEvidence.read(evidence).hcl().runtimeJson();
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A report of a paravisor on SEV-SNP about this runtime data; the CPU's part is zeros.
  static Bytes hclReport(Bytes runtimeData) {
    int length = runtimeData.length();
    return new BinaryWriter()
        .raw(Bytes.utf8("HCLA"))
        .u32le(1)
        .u32le(RUNTIME_AT + length)
        .u32le(2)
        .raw(Bytes.zeros(16 + HARDWARE_REPORT_BYTES))
        .u32le(RUNTIME_HEADER_BYTES + length)
        .u32le(1)
        .u32le(2)
        .u32le(1)
        .u32le(length)
        .raw(runtimeData)
        .toBytes();
  }

  /// The claims of the first submodule of an answer of NVIDIA's service.
  static Bytes nrasSubmodule(Bytes answer) {
    try {
      var token = StrictJson.read(answer, JsonNode.class).path(1).iterator().next().textValue();
      return Bytes.copyOf(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]));
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Reads these claims out of an answer, by each version.
  static Object nrasClaims(Bytes claims) throws MalformedException {
    var first = NrasTokens.parse(nrasAnswer(claims, "2.0"));
    return List.of(first, NrasTokens.parse(nrasAnswer(claims, "3.0")));
  }

  private static Bytes nrasAnswer(Bytes claims, String version) {
    var overall =
        """
        {"iss":"","iat":0,"exp":0,"sub":"NVIDIA-PLATFORM-ATTESTATION","x-nvidia-ver":"%s",
        "x-nvidia-overall-att-result":true,"submods":{"GPU-0":["DIGEST",["",""]]}}"""
            .formatted(version);
    return Bytes.utf8(
        "[[\"JWT\",\"%s\"],{\"GPU-0\":\"%s\"}]"
            .formatted(token(Bytes.utf8(overall)), token(claims)));
  }

  private static String token(Bytes claims) {
    var encoder = Base64.getUrlEncoder().withoutPadding();
    return "%s.%s.%s"
        .formatted(
            encoder.encodeToString(Bytes.utf8("{\"alg\":\"ES384\"}").toArray()),
            encoder.encodeToString(claims.toArray()),
            encoder.encodeToString(new byte[96]));
  }
}
