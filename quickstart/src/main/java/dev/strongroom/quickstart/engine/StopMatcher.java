package dev.strongroom.quickstart.engine;

import java.util.List;

/// Cuts a text that arrives piece by piece before the first stop string in it. What could still
/// become a stop string is held back. Not thread-safe.
final class StopMatcher {
  private final List<String> stops;
  private String held = "";
  private boolean stopped;

  /// @param stops none of them empty
  StopMatcher(List<String> stops) {
    this.stops = List.copyOf(stops);
  }

  /// Takes the next piece; returns what may be sent now. Nothing more comes once [#stopped].
  String feed(String piece) {
    if (stopped) {
      return "";
    }
    var text = held + piece;
    int cut = earliestStop(text);
    stopped = cut >= 0;
    int end = stopped ? cut : text.length() - possibleStart(text);
    held = stopped ? "" : text.substring(end);
    return text.substring(0, end);
  }

  /// What was held back, once no more pieces come.
  String rest() {
    var rest = held;
    held = "";
    return rest;
  }

  /// True once a stop string was seen.
  boolean stopped() {
    return stopped;
  }

  private int earliestStop(String text) {
    int earliest = -1;
    for (var stop : stops) {
      int at = text.indexOf(stop);
      if (at >= 0 && (earliest < 0 || at < earliest)) {
        earliest = at;
      }
    }
    return earliest;
  }

  /// Length of the longest end of `text` that begins a stop string.
  private int possibleStart(String text) {
    int longest = 0;
    for (var stop : stops) {
      int length = Math.min(stop.length() - 1, text.length());
      while (length > longest && !text.endsWith(stop.substring(0, length))) {
        length--;
      }
      longest = Math.max(longest, length);
    }
    return longest;
  }
}
