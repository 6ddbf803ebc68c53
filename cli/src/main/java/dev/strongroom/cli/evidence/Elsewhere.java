package dev.strongroom.cli.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.strongroom.attestation.scheme.nvidia.EvidenceDocument;
import dev.strongroom.cli.terminal.Failure;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.json.StrictJson;
import java.nio.file.Path;

/// Files that another command, or another option, is for than the one that got them, told by what
/// they hold.
final class Elsewhere {
  private Elsewhere() {}

  /// Refuses what is of several devices, and what NVIDIA's service says of them, for a command that
  /// looks at single files.
  ///
  /// @throws Failure if `content` is either; it names the command
  static void refuseDevices(Path file, Bytes content) throws Failure {
    refuseService(file, content);
    if (EvidenceDocument.isMeantBy(content)) {
      throw failure(file, "is a list of devices; see 'strongroom evidence devices'");
    }
  }

  /// Refuses what is no list of devices, and what only is about them.
  ///
  /// @throws Failure if `content` is no JSON, or of NVIDIA's service
  static void refuseAllButDevices(Path file, Bytes content) throws Failure {
    refuseService(file, content);
    if (content.length() > 0 && "{[ \t\r\n".indexOf(content.at(0)) < 0) {
      throw failure(
          file,
          "is no list of devices (JSON); a report, and what lies beside it, is for 'strongroom"
              + " evidence verify'");
    }
  }

  private static void refuseService(Path file, Bytes content) throws Failure {
    var json = json(content);
    if (json.path(0).path(0).asText().equals("JWT")) {
      throw failure(
          file,
          "is an answer of NVIDIA's attestation service; give it to 'strongroom evidence devices'"
              + " as --nras");
    }
    if (json.path("keys").isArray()) {
      throw failure(
          file,
          "is a JWK Set; give that of NVIDIA's attestation service to 'strongroom evidence devices'"
              + " as --nras-keys");
    }
  }

  private static JsonNode json(Bytes content) {
    try {
      return content.length() > 0 && "{[".indexOf(content.at(0)) >= 0
          ? StrictJson.read(content, JsonNode.class)
          : MissingNode.getInstance();
    } catch (MalformedException _) {
      return MissingNode.getInstance();
    }
  }

  private static Failure failure(Path file, String words) {
    return new Failure(Failure.Kind.USAGE, "file.kind", file + " " + words);
  }
}
