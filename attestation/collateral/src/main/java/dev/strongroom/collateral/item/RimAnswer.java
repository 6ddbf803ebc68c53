package dev.strongroom.collateral.item;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.attestation.scheme.nvidia.rim.Rim;
import dev.strongroom.attestation.scheme.nvidia.rim.RimId;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.json.StrictJson;
import java.util.Locale;

/// What NVIDIA's RIM service answers: a JSON object around a manifest.
///
/// | Member | Holds |
/// |---|---|
/// | `id` | as which it was asked for |
/// | `rim` | the manifest, base64 |
/// | `sha256` | digest of the manifest, hexadecimal |
///
/// Others, such as `last_updated`, are left alone: nobody signed them.
public final class RimAnswer {
  private RimAnswer() {}

  /// Reads an answer.
  ///
  /// @param field how errors name it
  /// @throws MalformedException if it is none, the digest is another, or the manifest has no form
  public static Rim read(String field, Bytes json) throws MalformedException {
    var answer = StrictJson.read(json, JsonNode.class);
    var id = RimId.parse(text(field, answer, "id"));
    var xml = Bytes.ofBase64("rim", text(field, answer, "rim"));
    var digest = text(field, answer, "sha256").toLowerCase(Locale.ROOT);
    // spec: NVIDIA RIM service sha256: the digest of the manifest, hexadecimal
    if (!xml.sha256().hex().equals(digest)) {
      throw new MalformedException(
          field, -1, "its manifest has SHA-256 " + xml.sha256().hex() + ", and it says another");
    }
    return Rim.parse(id, xml);
  }

  private static String text(String field, JsonNode answer, String member)
      throws MalformedException {
    var value = answer.path(member);
    if (!value.isTextual()) {
      throw new MalformedException(field, -1, "has no text '" + member + "'");
    }
    return value.textValue();
  }
}
