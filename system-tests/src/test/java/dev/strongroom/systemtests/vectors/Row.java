package dev.strongroom.systemtests.vectors;

/// One line of the table.
///
/// @param folder below the vectors
/// @param expected what its page states, in our words; empty where support is still to come
/// @param got what our code says; empty likewise
record Row(String folder, String expected, String got) {
  /// How a row came out.
  enum State {
    OK,
    WRONG,
    NOT_YET
  }

  static Row notYet(String folder) {
    return new Row(folder, "", "");
  }

  State state() {
    if (expected.isEmpty()) {
      return State.NOT_YET;
    }
    return expected.equals(got) ? State.OK : State.WRONG;
  }
}
