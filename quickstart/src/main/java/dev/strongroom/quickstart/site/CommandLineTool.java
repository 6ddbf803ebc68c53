package dev.strongroom.quickstart.site;

import dev.strongroom.cli.Main;
import dev.strongroom.cli.terminal.ProgressDisplay;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/// Runs `strongroom …` commands as a person would, and keeps what they print.
public final class CommandLineTool {
  private CommandLineTool() {}

  /// What a command said.
  ///
  /// @param exitStatus 0 if it did what was asked
  /// @param output what it printed
  /// @param error what it complained about
  public record Result(int exitStatus, String output, String error) {}

  /// Runs a command, whatever comes of it.
  public static Result run(List<String> arguments) {
    var output = new StringWriter();
    var error = new StringWriter();
    int status =
        Main.commandLine(ProgressDisplay.standardOutput(Narrator.INDENT))
            .setOut(new PrintWriter(output, true))
            .setErr(new PrintWriter(error, true))
            .execute(arguments.toArray(String[]::new));
    return new Result(status, output.toString().strip(), error.toString().strip());
  }

  /// Runs a command that must succeed.
  ///
  /// @return what it printed
  /// @throws TourException if it does not, with its complaint
  public static String require(List<String> arguments) throws TourException {
    var result = run(arguments);
    if (result.exitStatus() != 0) {
      throw new TourException(
          "strongroom " + String.join(" ", arguments.subList(0, 2)) + ": " + result.error());
    }
    return result.output();
  }
}
