package dev.strongroom.detector.edge;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import org.jspecify.annotations.Nullable;

/// Starts the service; a start that fails says so in one line and exits with 1.
@QuarkusMain
public final class DetectorMain {
  private DetectorMain() {}

  /// Runs until it is told to stop.
  ///
  /// @param args none; the options are those of [DetectorConfig]
  public static void main(String[] args) {
    Quarkus.run(null, DetectorMain::exit, args);
  }

  private static void exit(int code, @Nullable Throwable failure) {
    if (failure == null) {
      System.exit(code);
    } else {
      System.err.println("exfil-detector cannot start: " + line(failure));
      System.exit(code == 0 ? 1 : code);
    }
  }

  /// The message of a failure that is ours, or else of the last cause.
  private static String line(Throwable failure) {
    var last = failure;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof StartException) {
        return String.valueOf(cause.getMessage());
      }
      last = cause;
    }
    var message = String.valueOf(last.getMessage()).replace('\n', ' ').strip();
    return last.getClass().getSimpleName() + ": " + message;
  }
}
