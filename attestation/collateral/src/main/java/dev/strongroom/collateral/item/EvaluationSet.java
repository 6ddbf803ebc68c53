package dev.strongroom.collateral.item;

import dev.strongroom.wire.MalformedException;
import java.util.Locale;

/// Which evaluation of TCBs: Intel keeps several at once, so that platforms have time to follow a
/// TCB recovery (Intel PCS API v4, parameters `update` and `tcbEvaluationDataNumber`).
public sealed interface EvaluationSet {
  /// As in names: `early`, `standard`, `19`.
  String text();

  /// As in a query.
  String query();

  /// The sets that move with time.
  enum Update implements EvaluationSet {
    /// The newest, from the day of a TCB recovery on.
    EARLY,
    /// The one that platforms are expected to have reached: about a year later.
    STANDARD;

    @Override
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String query() {
      return "update=" + text();
    }
  }

  /// One set, whatever comes after it. The service forgets old ones.
  ///
  /// @param number tcbEvaluationDataNumber
  record Pinned(int number) implements EvaluationSet {
    public Pinned {
      if (number < 1) {
        throw new IllegalArgumentException("tcbEvaluationDataNumber: want 1 or more");
      }
    }

    @Override
    public String text() {
      return Integer.toString(number);
    }

    @Override
    public String query() {
      return "tcbEvaluationDataNumber=" + number;
    }
  }

  /// Reads what [#text] wrote.
  ///
  /// @throws MalformedException if it is neither `early`, `standard` nor a number
  static EvaluationSet parse(String text) throws MalformedException {
    for (var update : Update.values()) {
      if (update.text().equals(text)) {
        return update;
      }
    }
    if (text.matches("[1-9][0-9]{0,8}")) {
      return new Pinned(Integer.parseInt(text));
    }
    throw new MalformedException(
        "evaluation set", -1, "got '" + text + "', want early, standard or a number such as 19");
  }
}
