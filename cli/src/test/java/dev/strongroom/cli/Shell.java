package dev.strongroom.cli;

import dev.strongroom.cli.terminal.ProgressDisplay;
import java.io.PrintWriter;
import java.io.StringWriter;

/// Runs a command line and keeps what it said.
///
/// @param status exit status
/// @param out standard output
/// @param err standard error
/// @param progress what was shown of long work
public record Shell(int status, String out, String err, String progress) {
  public static Shell run(Object... arguments) {
    var words = new String[arguments.length];
    for (int i = 0; i < words.length; i++) {
      words[i] = arguments[i].toString();
    }
    var progress = new StringWriter();
    var out = new StringWriter();
    var err = new StringWriter();
    int status =
        Main.commandLine(new ProgressDisplay(new PrintWriter(progress, true), false, ""))
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(words);
    return new Shell(status, out.toString(), err.toString(), progress.toString());
  }
}
