package dev.strongroom.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/// `strongroom help`: the help of everything, or of one command.
@Command(
    name = "help",
    description = "Show the help of strongroom, or of one of its commands.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  strongroom help", "  strongroom help model seal"})
final class HelpCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(arity = "0..*", paramLabel = "COMMAND", description = "The command, word by word.")
  private List<String> words = List.of();

  @Override
  public Integer call() {
    var command = spec.root().commandLine();
    for (var word : words) {
      var below = command.getSubcommands().get(word);
      if (below == null) {
        throw new UnmatchedArgumentException(command, List.of(word));
      }
      command = below;
    }
    command.usage(spec.commandLine().getOut());
    return 0;
  }
}
