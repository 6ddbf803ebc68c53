package dev.strongroom.detector.flow.ipfix;

import org.jspecify.annotations.Nullable;

/// When an exporter started, which times counted in its uptime need. Over UDP anyone can announce
/// one in its name, and a wrong one moves flows out of the hours in which they count. So a start is
/// held until it comes again in a message sent later, the first one too; meanwhile none is known,
/// and flows are taken to have ended with their export. What is near the known one confirms it and
/// never moves it, or many small steps would lead anywhere.
///
/// @param known in ms since 1970, negative if none was confirmed
/// @param held likewise, negative if none is held
/// @param heldSince when the held one was announced
record Start(long known, long held, @Nullable SentAt heldSince) {
  private static final long NONE = -1;

  static final Start UNKNOWN = new Start(NONE, NONE, null);

  /// Exporters that compute their start from clock and uptime do not hit it exactly.
  private static final long JITTER_MILLIS = 5_000;

  /// True if one was confirmed, in doubt or not.
  boolean isKnown() {
    return known >= 0;
  }

  boolean isHeld() {
    return held >= 0;
  }

  /// The start, in ms since 1970; negative if not known, or in doubt.
  long millis() {
    return isHeld() ? NONE : known;
  }

  /// The state after a message, sent then, announced `millis` as its first start.
  Start announced(long millis, SentAt sent) {
    if (isKnown() && near(millis, known)) {
      return isHeld() ? new Start(known, NONE, null) : this;
    }
    if (heldSince != null && near(millis, held)) {
      return sent.isAfter(heldSince) ? new Start(held, NONE, null) : this;
    }
    return new Start(known, millis, sent);
  }

  /// The state after a message contradicted its own first start with `millis`.
  Start contradicted(long millis, SentAt sent) {
    return isHeld() && near(millis, held) ? this : new Start(known, millis, sent);
  }

  static boolean near(long a, long b) {
    return Math.abs(a - b) <= JITTER_MILLIS;
  }
}
