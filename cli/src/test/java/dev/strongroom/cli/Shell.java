package dev.strongroom.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/// Runs a command line and keeps what it said.
///
/// @param status exit status
/// @param out standard output
/// @param err standard error
public record Shell(int status, String out, String err) {
  public static Shell run(Object... arguments) {
    var words = new String[arguments.length];
    for (int i = 0; i < words.length; i++) {
      words[i] = arguments[i].toString();
    }
    var out = new StringWriter();
    var err = new StringWriter();
    int status =
        Main.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(words);
    return new Shell(status, out.toString(), err.toString());
  }
}
