package dev.strongroom.detector.budget;

/// Sums of byte counts that are not negative.
public final class Sums {
  private Sums() {}

  /// The sum, at most [Long#MAX_VALUE]: records that were forged to overflow a sum must neither
  /// stop the counting nor make it small.
  public static long of(long a, long b) {
    return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
  }
}
