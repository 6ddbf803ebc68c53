package dev.strongroom.cli.terminal;

import java.util.ArrayList;
import java.util.List;

/// Text broken into lines that a terminal shows whole.
public final class Paragraph {
  private static final int WIDTH = 110;

  private Paragraph() {}

  /// The words of `text` on lines of at most 110 characters where words allow it; the first begins
  /// with `first`, the others with as many blanks.
  public static List<String> lines(String first, String text) {
    var indent = " ".repeat(first.length());
    var lines = new ArrayList<String>();
    var line = new StringBuilder(first);
    boolean empty = true;
    for (var word : text.strip().split("\\s+", -1)) {
      if (!empty && line.length() + 1 + word.length() > WIDTH) {
        lines.add(line.toString());
        line = new StringBuilder(indent);
        empty = true;
      }
      line.append(empty ? "" : " ").append(word);
      empty = false;
    }
    lines.add(line.toString());
    return lines;
  }
}
