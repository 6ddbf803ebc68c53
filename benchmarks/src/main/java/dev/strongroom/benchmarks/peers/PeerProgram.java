package dev.strongroom.benchmarks.peers;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.json.StrictJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A program around the library of somebody else: takes the list of cases, writes its results.
///
/// @param program what was built below `target/peers`
record PeerProgram(Path program) {

  /// Runs it on a list.
  ///
  /// @param list one [PeerCase] as JSON a line
  /// @throws IOException if it cannot be started or ends with another status than 0
  List<PeerResult> run(Path list, int warmup, int iterations)
      throws IOException, InterruptedException, MalformedException {
    var process =
        new ProcessBuilder(program.toString(), list.toString(), "" + warmup, "" + iterations)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    var results = new ArrayList<PeerResult>();
    try (var lines = process.inputReader()) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        results.add(StrictJson.read(Bytes.utf8(line), PeerResult.class));
      }
    }
    int status = process.waitFor();
    if (status != 0) {
      throw new IOException(program + " ended with status " + status);
    }
    return results;
  }
}
