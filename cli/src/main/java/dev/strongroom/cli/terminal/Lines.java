package dev.strongroom.cli.terminal;

import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;

/// Standard output of a command, line by line. What a line holds may come from file names, brokers
/// and reports: nothing in it can begin another line or command the terminal.
public final class Lines {
  private static final int DELETE = 0x7f;

  private final PrintWriter out;

  private Lines(PrintWriter out) {
    this.out = out;
  }

  /// The output of the command `spec`.
  public static Lines of(CommandSpec spec) {
    return new Lines(spec.commandLine().getOut());
  }

  /// What the command `spec` says beside its output, on standard error.
  public static Lines beside(CommandSpec spec) {
    return new Lines(spec.commandLine().getErr());
  }

  /// Prints one line.
  public void say(String line) {
    out.println(OneLine.of(line));
  }

  /// Prints a paragraph: see [Paragraph#lines].
  public void say(String first, String text) {
    Paragraph.lines(first, text).forEach(this::say);
  }

  /// Ends a paragraph.
  public void blank() {
    out.println();
  }

  /// Prints JSON. In it only strings hold what is not ASCII; that is escaped, for among it are
  /// controls of terminals too (U+009B).
  public void json(String text) {
    var ascii = new StringBuilder();
    text.chars()
        .forEach(
            unit -> {
              if (unit < DELETE) {
                ascii.append((char) unit);
              } else {
                ascii.append(String.format(Locale.ROOT, "\\u%04x", unit));
              }
            });
    out.println(ascii);
  }

  /// `1 file`, `2 files`, `1,000 files`.
  public static String count(long number, String singular) {
    return String.format(Locale.ROOT, "%,d %s%s", number, singular, number == 1 ? "" : "s");
  }

  /// The first twelve characters of an id, enough to tell those of a site apart.
  public static String shortened(String id) {
    int shown = 12;
    return id.length() <= shown ? id : id.substring(0, shown) + "…";
  }
}
