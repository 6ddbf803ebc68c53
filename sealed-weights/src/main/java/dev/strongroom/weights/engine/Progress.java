package dev.strongroom.weights.engine;

/// Hears how far sealing or opening has come. Called on the calling thread, in order, with growing
/// values; must be quick.
@FunctionalInterface
public interface Progress {
  /// Hears nothing.
  Progress NONE = (_, _) -> {};

  /// Takes the new state.
  ///
  /// @param doneBytes plaintext bytes done
  /// @param totalBytes plaintext bytes in all
  void advanced(long doneBytes, long totalBytes);
}
