package dev.strongroom.cli.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.attestation.scheme.nvidia.EvidenceDocument;
import dev.strongroom.cli.terminal.Failure;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.json.StrictJson;
import java.nio.file.Path;

/// Files that another command is for than the one that got them, told by what they hold.
final class Elsewhere {
  private Elsewhere() {}

  /// Refuses what is of several devices, and an answer of NVIDIA's service, for a command that
  /// looks at single files.
  ///
  /// @throws Failure if `content` is either; it names the command
  static void refuseDevices(Path file, Bytes content) throws Failure {
    refuseAnswer(file, content);
    if (EvidenceDocument.isMeantBy(content)) {
      throw failure(file, "is a list of devices; see 'strongroom evidence devices'");
    }
  }

  /// Refuses what is no list of devices, and what only is about them.
  ///
  /// @throws Failure if `content` is no JSON, or an answer of NVIDIA's service
  static void refuseAllButDevices(Path file, Bytes content) throws Failure {
    refuseAnswer(file, content);
    if (content.length() > 0 && "{[ \t\r\n".indexOf(content.at(0)) < 0) {
      throw failure(
          file,
          "is no list of devices (JSON); a report, and what lies beside it, is for 'strongroom"
              + " evidence verify'");
    }
  }

  private static void refuseAnswer(Path file, Bytes content) throws Failure {
    if (isAnswer(content)) {
      throw failure(
          file,
          "is an answer of NVIDIA's attestation service; give it to 'strongroom evidence devices'"
              + " as --nras");
    }
  }

  private static boolean isAnswer(Bytes content) {
    if (content.length() == 0 || content.at(0) != '[') {
      return false;
    }
    try {
      return StrictJson.read(content, JsonNode.class).path(0).path(0).asText().equals("JWT");
    } catch (MalformedException _) {
      return false;
    }
  }

  private static Failure failure(Path file, String words) {
    return new Failure(Failure.Kind.USAGE, "file.kind", file + " " + words);
  }
}
