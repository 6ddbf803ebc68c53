package dev.strongroom.detector.edge;

import org.jboss.logging.Logger;

/// Ends the process where it can no longer watch: who supervises it sees that and starts it anew,
/// where a process that stays would look as if it watched.
interface Halt {
  /// Exit status of a process that ended itself.
  int STATUS = 2;

  /// Ends the process; what is given is its last line in the log.
  void now(String why);

  /// Ends this process at once, without hooks: they would wait for the thread that calls this.
  /// Totals of the last seconds are lost, alerts are not.
  static Halt ofProcess() {
    return why -> {
      try {
        Logger.getLogger(Halt.class).fatalf("the detector ends: %s", why);
      } finally {
        Runtime.getRuntime().halt(STATUS);
      }
    };
  }
}
