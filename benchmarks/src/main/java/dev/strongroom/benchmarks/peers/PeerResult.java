package dev.strongroom.benchmarks.peers;

/// What a program made of a case. Iterations are zero where it refused while verifying, and warm
/// ones where it has nothing that a caller could keep.
///
/// @param peer module or crate, or `strongroom`
/// @param version as linked
/// @param name of the case
/// @param verdict `accept` or `reject`
/// @param reason its own words
/// @param coldIterations verifications from bytes with nothing kept
/// @param coldSeconds what they took together
/// @param warmIterations verifications with everything kept that may be kept
/// @param warmSeconds what they took together
record PeerResult(
    String peer,
    String version,
    String name,
    String verdict,
    String reason,
    int coldIterations,
    double coldSeconds,
    int warmIterations,
    double warmSeconds) {
  /// What [#peer] is of our own results.
  static final String OURS = "strongroom";

  /// One of ours that does not accept.
  static PeerResult refused(String name, String reason) {
    return new PeerResult(OURS, "", name, "reject", reason, 0, 0, 0, 0);
  }

  /// Verifications a second from bytes; zero if not measured.
  double coldRate() {
    return coldIterations == 0 ? 0 : coldIterations / coldSeconds;
  }

  /// Verifications a second with everything kept; zero if not measured.
  double warmRate() {
    return warmIterations == 0 ? 0 : warmIterations / warmSeconds;
  }

  boolean accepts() {
    return verdict.equals("accept");
  }
}
