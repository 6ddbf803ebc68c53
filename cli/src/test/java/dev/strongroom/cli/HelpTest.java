package dev.strongroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.cli.terminal.ProgressDisplay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/// Every command's help shows an example, and examples work as they stand: in the shell, one after
/// the other.
class HelpTest {
  private static final String PROGRAM = "strongroom ";

  @TempDir Path home;

  static Stream<String> leaves() {
    return leaves(main()).stream().map(command -> command.getCommandSpec().qualifiedName());
  }

  private static CommandLine main() {
    return Main.commandLine(ProgressDisplay.standardError());
  }

  private static List<CommandLine> leaves(CommandLine command) {
    var found = new ArrayList<CommandLine>();
    if (command.getSubcommands().isEmpty()) {
      found.add(command);
    }
    command.getSubcommands().values().forEach(below -> found.addAll(leaves(below)));
    return found;
  }

  private static CommandLine find(String qualifiedName) {
    return leaves(main()).stream()
        .filter(leaf -> leaf.getCommandSpec().qualifiedName().equals(qualifiedName))
        .findFirst()
        .orElseThrow();
  }

  /// The examples in a command's help, as one copies them.
  private static List<String> examples(String qualifiedName) {
    var examples = new ArrayList<String>();
    boolean continued = false;
    for (var line : find(qualifiedName).getUsageMessage().lines().toList()) {
      if (continued) {
        examples.add(examples.removeLast() + "\n" + line);
      } else if (line.startsWith("  " + PROGRAM)) {
        examples.add(line.strip());
      }
      continued = line.endsWith("\\") && (continued || line.startsWith("  " + PROGRAM));
    }
    return examples;
  }

  @ParameterizedTest
  @MethodSource("leaves")
  void showsExamplesThatCanBeRead(String command) {
    var examples = examples(command);

    assertThat(examples).isNotEmpty();
    for (var example : examples) {
      var words =
          example
              .replace("\\\n", " ")
              .replace("$(printf '%096d' 0)", "0".repeat(96))
              .replace("'budget crossed'", "budget-crossed")
              .strip()
              .split(" +", -1);
      var parsed = main().parseArgs(Stream.of(words).skip(1).toArray(String[]::new));
      assertThat(parsed.asCommandLineList().getLast().getCommandSpec().qualifiedName())
          .isEqualTo(command);
    }
  }

  @Test
  void theOwnersExamplesWorkOneAfterTheOther() throws Exception {
    Files.createDirectories(home.resolve("weights"));
    Files.writeString(home.resolve("weights/demo.gguf"), "weights");

    for (var command : List.of("init", "policy new", "model seal", "model inspect")) {
      for (var example : examples(PROGRAM + command)) {
        assertThat(shell(example)).as(example).isZero();
      }
    }
  }

  private int shell(String line) throws IOException, InterruptedException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java");
    var script = home.resolve("strongroom");
    // As `strongroom` on the search path of the shell into which somebody copies an example.
    Files.writeString(
        script,
        """
        #!/bin/sh
        exec "%s" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
          -cp "%s" dev.strongroom.cli.Main "$@"
        """
            .formatted(java, System.getProperty("java.class.path")));
    assertThat(script.toFile().setExecutable(true)).isTrue();
    var shell = new ProcessBuilder("bash", "-c", "PATH=$PWD:$PATH; " + line);
    shell.directory(home.toFile()).redirectErrorStream(true);
    shell.redirectOutput(home.resolve("output.txt").toFile());
    return shell.start().waitFor();
  }
}
