package dev.strongroom.cli.terminal;

import java.io.EOFException;
import java.nio.channels.ClosedChannelException;

/// A command cannot do what was asked. Becomes one line on standard error, `strongroom: message
/// [code]`, and the exit status of its kind.
public final class Failure extends Exception {
  private static final long serialVersionUID = 1L;

  private final Kind kind;
  private final String code;

  /// Why, as scripts see it.
  public enum Kind {
    /// Something unforeseen on this machine, such as an unreadable file.
    GENERAL(1),
    /// The command line or an input file is wrong.
    USAGE(2),
    /// The named thing does not exist.
    NOT_FOUND(4),
    /// The broker refuses, or a document has another signer than it must.
    DENIED(5),
    /// Evidence is authentic, but not affirmed.
    EVIDENCE_NOT_AFFIRMED(6),
    /// Nobody answered, or nobody whose certificate is trusted.
    UNAVAILABLE(8),
    /// Something is not what was signed or sealed.
    INTEGRITY(9),
    /// Evidence is not authentic: altered, forged, or of another chain.
    EVIDENCE_FORGED(10),
    /// Evidence is authentic, and says what no policy may accept.
    EVIDENCE_CONTRAINDICATED(11),
    /// Something is used outside its time.
    STALE(12),
    /// This machine has no TEE that could make a report, or another one.
    NO_TEE(13),
    /// Whether Evidence is authentic cannot be told: collateral is missing, or of another time.
    EVIDENCE_UNDECIDED(14);

    private final int exitStatus;

    Kind(int exitStatus) {
      this.exitStatus = exitStatus;
    }

    /// Exit status of the process.
    public int exitStatus() {
      return exitStatus;
    }
  }

  /// @param kind decides the exit status
  /// @param code stable, for programs
  /// @param message one line: what was got, what was wanted, what to do
  public Failure(Kind kind, String code, String message) {
    super(message);
    this.kind = kind;
    this.code = code;
  }

  /// As above, keeping the cause.
  public Failure(Kind kind, String code, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.code = code;
  }

  /// As above, in the words of the cause.
  public Failure(Kind kind, String code, Throwable cause) {
    this(kind, code, words(cause), cause);
  }

  private static String words(Throwable cause) {
    var message = cause.getMessage();
    if (message != null) {
      return message;
    }
    return switch (cause) {
      case EOFException _ -> "what was read is cut off";
      case ClosedChannelException _ -> "what was read or written was closed meanwhile";
      default -> "failed; the system says no more than " + cause.getClass().getSimpleName();
    };
  }

  /// Why.
  public Kind kind() {
    return kind;
  }

  /// Stable code.
  public String code() {
    return code;
  }
}
