package dev.strongroom.agent.edge;

import dev.strongroom.agent.AgentException;
import dev.strongroom.agent.Fault;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/// The node agent's command line. Each command's `--help` has options, exit status and examples.
@Command(
    name = "strongroom agent",
    mixinStandardHelpOptions = true,
    subcommands = {RunCommand.class, CollectCommand.class},
    description = "Serves a sealed model from inside a TEE, as long as its broker allows it.",
    footerHeading = "%nExample:%n",
    footer = "  strongroom agent run --help")
public final class AgentMain implements Runnable {
  /// Nobody waits longer; and it can be counted in nanoseconds.
  private static final Duration LONGEST = Duration.ofDays(365);

  private AgentMain() {}

  /// See the class.
  public static void main(String... arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return withComplaints(new CommandLine(new AgentMain()));
  }

  /// Tells an [AgentException], and a command line that cannot be read, in one line, and ends with
  /// its status.
  static CommandLine withComplaints(CommandLine line) {
    return line.registerConverter(Duration.class, AgentMain::duration)
        .registerConverter(URI.class, AgentMain::address)
        .setParameterExceptionHandler(AgentMain::usage)
        .setExecutionExceptionHandler(
            (exception, command, _) -> {
              if (exception instanceof AgentException known) {
                command.getErr().println("agent: " + known.getMessage());
                return known.fault().exitStatus();
              }
              throw exception;
            });
  }

  private static int usage(ParameterException failure, String[] arguments) {
    var command = failure.getCommandLine();
    var known = new AgentException(Fault.USAGE, String.valueOf(failure.getMessage()), failure);
    command.getErr().println("agent: " + known.getMessage());
    command.getErr().println("See '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return known.fault().exitStatus();
  }

  private static Duration duration(String text) {
    try {
      var duration = Duration.parse(text);
      if (duration.compareTo(LONGEST) <= 0) {
        return duration;
      }
    } catch (DateTimeParseException _) {
      // One message for both.
    }
    throw new TypeConversionException(
        "got '" + text + "', want a duration of at most a year, such as PT30S (30 seconds)");
  }

  private static URI address(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException _) {
      throw new TypeConversionException(
          "got '" + text + "', want an address, such as https://127.0.0.1:8443");
    }
  }

  @Override
  public void run() {
    CommandLine.usage(this, System.err);
  }
}
