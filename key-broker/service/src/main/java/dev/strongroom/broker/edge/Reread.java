package dev.strongroom.broker.edge;

import dev.strongroom.broker.StartException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicReference;

/// What was read from files at the start, and is read again by [#refresh]. What cannot be read then
/// is logged once, and what was read before stays. Thread-safe.
final class Reread<T> {
  private static final Logger LOG = System.getLogger(Reread.class.getName());

  private final String what;
  private final Reading<T> reading;
  private final AtomicReference<T> latest;
  private final AtomicReference<String> complaint = new AtomicReference<>("");

  /// Reads all files.
  interface Reading<T> {
    /// What they hold.
    ///
    /// @throws StartException in one line, naming the option whose files cannot be used
    T read() throws StartException;
  }

  private Reread(String what, Reading<T> reading, T first) {
    this.what = what;
    this.reading = reading;
    this.latest = new AtomicReference<>(first);
  }

  /// Reads for the first time.
  ///
  /// @param what in words, for the log
  /// @throws StartException if that fails
  static <T> Reread<T> open(String what, Reading<T> reading) throws StartException {
    return new Reread<>(what, reading, reading.read());
  }

  T latest() {
    return latest.get();
  }

  /// Reads again. Never fails.
  void refresh() {
    try {
      latest.set(reading.read());
      if (!complaint.getAndSet("").isEmpty()) {
        LOG.log(Level.INFO, "{0} can be read again", what);
      }
    } catch (StartException | RuntimeException | Error e) {
      // A timer that sees a failure stops for good, and what was read would end with nobody
      // reading.
      var message = e instanceof StartException ? String.valueOf(e.getMessage()) : e.toString();
      if (!complaint.getAndSet(message).equals(message)) {
        LOG.log(
            Level.WARNING, "{0}: what was read before counts until its end: {1}", what, message);
      }
    }
  }
}
