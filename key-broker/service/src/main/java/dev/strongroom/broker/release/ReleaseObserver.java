package dev.strongroom.broker.release;

/// Told of every step of every release, on the releasing thread. Thread-safe.
public interface ReleaseObserver {
  /// Looks away.
  ReleaseObserver NONE = _ -> {};

  /// A release has reached `step`.
  void reached(ReleaseStep step);
}
