package dev.strongroom.benchmarks.peers;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.json.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Our verifier as a program like those of others, for whoever compares whole processes.
///
/// usage: `GpuProgram CASES WARMUP ITERATIONS`
public final class GpuProgram {
  private GpuProgram() {}

  /// Prints one result a line.
  public static void main(String... arguments) throws IOException, MalformedException {
    if (arguments.length != 3) {
      throw new IllegalArgumentException("usage: GpuProgram CASES WARMUP ITERATIONS");
    }
    int warmup = Integer.parseInt(arguments[1]);
    int iterations = Integer.parseInt(arguments[2]);
    for (var line : Files.readAllLines(Path.of(arguments[0]))) {
      var input = StrictJson.read(Bytes.utf8(line), GpuCase.class);
      var result = OurGpu.run(input, warmup, iterations);
      System.out.println(StrictJson.write(result).utf8());
    }
  }

  /// A new process of it: this Java, with the flags that `./strongroom` starts with.
  static PeerProgram fresh() {
    return new PeerProgram(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path", ""),
            GpuProgram.class.getName()));
  }
}
