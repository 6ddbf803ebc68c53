package dev.strongroom.cli.terminal;

/// Text that was written by others, made fit for one line of a terminal.
public final class OneLine {
  private OneLine() {}

  /// `text` with everything that could end the line, move the cursor, colour the terminal or
  /// reverse the reading order written as an escape: `\n`, `\t`, `\r`, `\u001b`.
  public static String of(String text) {
    var shown = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            point -> {
              switch (point) {
                case '\n' -> shown.append("\\n");
                case '\r' -> shown.append("\\r");
                case '\t' -> shown.append("\\t");
                default -> {
                  if (isPlain(point)) {
                    shown.appendCodePoint(point);
                  } else {
                    shown.append(String.format(point > 0xffff ? "\\u{%x}" : "\\u%04x", point));
                  }
                }
              }
            });
    return shown.toString();
  }

  private static boolean isPlain(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
