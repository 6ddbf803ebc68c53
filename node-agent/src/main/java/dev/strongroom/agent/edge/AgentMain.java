package dev.strongroom.agent.edge;

import dev.strongroom.agent.AgentException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The node agent's command line. Each command's `--help` has options, exit status and examples.
@Command(
    name = "strongroom-agent",
    mixinStandardHelpOptions = true,
    subcommands = {RunCommand.class, CollectCommand.class},
    description = "Serves a sealed model from inside a TEE, as long as its broker allows it.",
    footerHeading = "%nExample:%n",
    footer = "  strongroom-agent run --help")
public final class AgentMain implements Runnable {
  private AgentMain() {}

  /// See the class.
  public static void main(String... arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return withComplaints(new CommandLine(new AgentMain()));
  }

  /// Tells an [AgentException] in one line, and ends with its status.
  static CommandLine withComplaints(CommandLine line) {
    return line.setExecutionExceptionHandler(
        (exception, command, _) -> {
          if (exception instanceof AgentException known) {
            command.getErr().println("agent: " + known.getMessage());
            return known.fault().exitStatus();
          }
          throw exception;
        });
  }

  @Override
  public void run() {
    CommandLine.usage(this, System.err);
  }
}
