package dev.strongroom.agent.collect.nvidia;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Who has not answered yet and who failed, for the message when time runs out, and for those who
/// go on afterwards. Thread-safe.
final class Progress {
  private final List<String> awaited = new ArrayList<>();
  private final List<String> failed = new ArrayList<>();
  private boolean isOver;

  /// @param first what is waited for at the start
  Progress(String first) {
    awaited.add(first);
  }

  /// From now on `names` are waited for, and nothing else.
  synchronized void await(Collection<String> names) {
    awaited.clear();
    awaited.addAll(names);
  }

  /// `name` is waited for, too.
  synchronized void awaitAlso(String name) {
    awaited.add(name);
  }

  /// True if nobody waits any more.
  synchronized boolean isOver() {
    return isOver;
  }

  /// `name` gave what it was asked for.
  synchronized void answered(String name) {
    awaited.remove(name);
  }

  /// `name` failed.
  ///
  /// @param message begins with `name`
  synchronized void failed(String name, String message) {
    awaited.remove(name);
    failed.add(message);
  }

  /// What failed so far, in the order in which it did.
  synchronized List<String> failures() {
    return List.copyOf(failed);
  }

  /// From now on nobody waits.
  synchronized void giveUp() {
    isOver = true;
  }

  /// From now on nobody waits, for time has run out.
  ///
  /// @return what to say of that
  synchronized String late(Duration patience) {
    giveUp();
    var all = new ArrayList<>(failed);
    all.add(
        "no answer within %s of %s; look at the lines of NVRM and nvswitch in dmesg"
            .formatted(patience, String.join(", ", awaited)));
    return String.join("; ", all);
  }
}
