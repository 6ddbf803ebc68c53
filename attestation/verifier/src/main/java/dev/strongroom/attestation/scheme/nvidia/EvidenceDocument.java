package dev.strongroom.attestation.scheme.nvidia;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.protocol.evidence.EvidenceSet;
import dev.strongroom.protocol.evidence.Scheme;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.json.StrictJson;
import java.util.ArrayList;
import java.util.List;

/// Reports of several devices in the JSON of NVIDIA's tools: an array of objects with `evidence`
/// and `certificate` in base64, by itself or as member `evidence_list` (NRAS) or `evidences` of an
/// object. Every other member is left alone: `arch`, `nonce` and the like are the sender's labels.
///
/// @param bytes exactly as received, so that a digest of them can be compared
/// @param devices in their order
public record EvidenceDocument(Bytes bytes, List<Evidence> devices) {
  /// Twelve devices take 140 KiB.
  public static final int MAX_BYTES = 1 << 20;

  private static final List<String> LISTS = List.of("evidence_list", "evidences");

  public EvidenceDocument {
    devices = List.copyOf(devices);
  }

  /// True if `content` is JSON that has a list as documents have it, which may be malformed still.
  public static boolean isMeantBy(Bytes content) {
    if (content.length() > MAX_BYTES) {
      return false;
    }
    try {
      var root = StrictJson.read(content, JsonNode.class);
      return root.isArray() || LISTS.stream().anyMatch(root::has);
    } catch (MalformedException _) {
      return false;
    }
  }

  /// Reads a document.
  ///
  /// @throws MalformedException if it is none, or has no device or too many
  public static EvidenceDocument parse(Bytes json) throws MalformedException {
    if (json.length() > MAX_BYTES) {
      throw new MalformedException("evidence", 0, "got " + json.length() + " bytes, limit 1 MiB");
    }
    var list = list(StrictJson.read(json, JsonNode.class));
    if (list.isEmpty() || list.size() > EvidenceSet.MAX_DEVICES) {
      throw new MalformedException(
          "evidence", -1, "got " + list.size() + " devices, want 1 to " + EvidenceSet.MAX_DEVICES);
    }
    var devices = new ArrayList<Evidence>();
    for (int i = 0; i < list.size(); i++) {
      var name = "devices[" + i + "]";
      var report = base64(name + ".evidence", list.get(i).path("evidence"));
      var chain = base64(name + ".certificate", list.get(i).path("certificate"));
      if (report.length() > Evidence.MAX_REPORT_BYTES
          || chain.length() > Evidence.MAX_CHAIN_BYTES) {
        throw new MalformedException(name, -1, "is longer than any device's");
      }
      devices.add(new Evidence(Scheme.NVIDIA_GPU, report, chain));
    }
    return new EvidenceDocument(json, devices);
  }

  private static JsonNode list(JsonNode root) throws MalformedException {
    if (root.isArray()) {
      return root;
    }
    var named = LISTS.stream().map(root::path).filter(JsonNode::isArray).toList();
    if (named.size() != 1) {
      throw new MalformedException("evidence", -1, "want one array, or member, of " + LISTS);
    }
    return named.getFirst();
  }

  private static Bytes base64(String field, JsonNode value) throws MalformedException {
    if (!value.isTextual()) {
      throw new MalformedException(field, -1, "want text in base64");
    }
    return Bytes.ofBase64(field, value.textValue());
  }
}
