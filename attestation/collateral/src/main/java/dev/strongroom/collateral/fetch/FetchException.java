package dev.strongroom.collateral.fetch;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Collateral could not be had. Whatever needed it is refused until it can.
public final class FetchException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final Duration retryAfter;

  /// Why not, for programs.
  public enum Reason {
    /// The vendor has no such thing: another chip, FMSPC or TCB than it ever made.
    ABSENT("collateral.absent", false),
    /// The vendor had it once, such as an old evaluation set.
    GONE("collateral.gone", false),
    /// The service rejects the request, or redirects it.
    REFUSED("collateral.refused", false),
    /// The answer is not what was asked for.
    MALFORMED("collateral.malformed", false),
    /// The answer has ended already.
    STALE("collateral.stale", false),
    /// The answer is longer than anything that belongs there.
    OVERSIZE("collateral.oversize", false),
    /// The service wants fewer requests.
    BUSY("collateral.busy", true),
    /// The service failed.
    FAILED("collateral.failed", true),
    /// Nobody answered at the address, or not securely.
    UNREACHABLE("collateral.unreachable", true),
    /// No whole answer came in time.
    TIMEOUT("collateral.timeout", true),
    /// This program was told to stop.
    INTERRUPTED("collateral.interrupted", false);

    private final String code;
    private final boolean passing;

    Reason(String code, boolean passing) {
      this.code = code;
      this.passing = passing;
    }

    /// Stable name.
    public String code() {
      return code;
    }

    /// True if asking again may help.
    public boolean isPassing() {
      return passing;
    }
  }

  /// @param message who was asked for what, and what came of it
  public FetchException(Reason reason, String message) {
    this(reason, message, Duration.ZERO, null);
  }

  /// As above, keeping the cause.
  public FetchException(Reason reason, String message, Throwable cause) {
    this(reason, message, Duration.ZERO, cause);
  }

  /// As above.
  ///
  /// @param retryAfter how long the service wants to be left alone; zero if it did not say
  FetchException(Reason reason, String message, Duration retryAfter, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
    this.retryAfter = retryAfter;
  }

  /// Why.
  public Reason reason() {
    return reason;
  }

  /// Stable code.
  public String code() {
    return reason.code();
  }

  /// How long to wait before asking again; zero if the service did not say.
  public Duration retryAfter() {
    return retryAfter;
  }
}
