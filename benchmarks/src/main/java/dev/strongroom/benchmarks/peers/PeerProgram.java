package dev.strongroom.benchmarks.peers;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.json.StrictJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A program around a library: takes a list of cases, writes its results.
///
/// @param command what starts it, before the list
record PeerProgram(List<String> command) {
  PeerProgram {
    command = List.copyOf(command);
  }

  /// What was built at `path`.
  static PeerProgram of(String path) {
    return new PeerProgram(List.of(path));
  }

  /// Runs it on a list.
  ///
  /// @param list one case as JSON a line
  /// @throws IOException if it cannot be started or ends with another status than 0
  List<PeerResult> run(Path list, int warmup, int iterations)
      throws IOException, InterruptedException, MalformedException {
    var all = new ArrayList<>(command);
    all.addAll(List.of(list.toString(), "" + warmup, "" + iterations));
    var process = new ProcessBuilder(all).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    var results = new ArrayList<PeerResult>();
    try (var lines = process.inputReader()) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        results.add(StrictJson.read(Bytes.utf8(line), PeerResult.class));
      }
    }
    int status = process.waitFor();
    if (status != 0) {
      throw new IOException(command + " ended with status " + status);
    }
    return results;
  }

  /// Seconds from start to exit of a process that verifies each case of `list` once.
  double seconds(Path list) throws IOException, InterruptedException, MalformedException {
    long start = System.nanoTime();
    run(list, 0, 0);
    return (System.nanoTime() - start) / 1e9;
  }
}
