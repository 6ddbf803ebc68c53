package dev.strongroom.cli;

import dev.strongroom.cli.connection.NoAnswer;
import dev.strongroom.cli.terminal.Failure;
import dev.strongroom.cli.terminal.Failure.Kind;
import dev.strongroom.cli.terminal.OneLine;
import dev.strongroom.cli.terminal.Values;
import dev.strongroom.collateral.bundle.BundleException;
import dev.strongroom.protocol.Problem;
import dev.strongroom.protocol.client.RefusedException;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.weights.IntegrityException;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.UntrustedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// Turns whatever stops a command into one line on standard error, `strongroom: message [code]`,
/// and an exit status.
final class Complaints {
  private Complaints() {}

  /// The command line cannot be read.
  static int usage(ParameterException failure, String[] arguments) {
    var command = failure.getCommandLine();
    print(command.getErr(), words(failure, command), "usage");
    command.getErr().println("See '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return Kind.USAGE.exitStatus();
  }

  private static String words(ParameterException failure, CommandLine command) {
    var names = String.join(", ", command.getSubcommands().keySet());
    if (names.isEmpty()) {
      return Values.complaint(failure);
    }
    var subject = command.getCommandSpec().qualifiedName();
    if (failure instanceof UnmatchedArgumentException unmatched) {
      if (unmatched.isUnknownOption()) {
        return Values.complaint(failure);
      }
      return "no command '%s %s'; there are: %s"
          .formatted(subject, unmatched.getUnmatched().getFirst(), names);
    }
    return "'%s' needs a command: %s".formatted(subject, names);
  }

  /// A command failed.
  static int failed(Exception failure, CommandLine command) {
    var known = failure(failure, command);
    print(command.getErr(), String.valueOf(known.getMessage()), known.code());
    return known.kind().exitStatus();
  }

  private static Failure failure(Exception failure, CommandLine command) {
    return switch (failure) {
      case Failure f -> f;
      case MalformedException e -> new Failure(Kind.USAGE, "malformed", e);
      case UntrustedException e -> new Failure(Kind.DENIED, "untrusted", e);
      case BundleException e -> new Failure(kind(e.fault()), e.code(), e);
      case IntegrityException e -> new Failure(kind(e.fault()), e.code(), e);
      case RefusedException e ->
          new Failure(kind(e.problem()), e.problem().code(), e.problem().detail(), e);
      case UnavailableException e -> NoAnswer.of(e, command);
      case FileSystemException e -> file(e);
      case IOException e -> new Failure(Kind.GENERAL, "io", e);
      // Never without a cause, but for the type of the getter.
      case UncheckedIOException e when e.getCause() != null -> failure(e.getCause(), command);
      case IllegalArgumentException e -> new Failure(Kind.USAGE, "usage", e);
      default -> new Failure(Kind.GENERAL, "failed", failure.toString(), failure);
    };
  }

  /// What the broker does not know is not there; whoever may not ask for it gets another answer.
  private static Kind kind(Problem problem) {
    return problem.status() == HttpURLConnection.HTTP_NOT_FOUND ? Kind.NOT_FOUND : Kind.DENIED;
  }

  /// A wrong directory on the command line is no forgery.
  private static Kind kind(IntegrityException.Fault fault) {
    return switch (fault) {
      case MANIFEST_MISSING -> Kind.NOT_FOUND;
      case SOURCE_LINK, SOURCE_UNSUPPORTED, SOURCE_COUNT, SOURCE_CHANGED, TARGET_OCCUPIED ->
          Kind.USAGE;
      case MANIFEST_SIGNATURE,
          OBJECT_MISSING,
          TRUNCATED,
          OVERLONG,
          HEADER_MISMATCH,
          SEGMENT_FORGED,
          DIGEST_MISMATCH,
          KEY_EPOCH,
          KEY_WRONG,
          KEY_MISSING,
          INDEX_MISMATCH ->
          Kind.INTEGRITY;
    };
  }

  private static Kind kind(BundleException.Fault fault) {
    return switch (fault) {
      case FORM, LIMIT -> Kind.USAGE;
      case UNTRUSTED -> Kind.DENIED;
      case UNLISTED, MISSING, CHANGED -> Kind.INTEGRITY;
      case EXPIRED -> Kind.STALE;
    };
  }

  private static Failure file(FileSystemException failure) {
    var file = failure.getFile();
    var reason = failure.getReason();
    return switch (failure) {
      case NoSuchFileException e ->
          new Failure(Kind.NOT_FOUND, "file.missing", "no file " + file, e);
      case AccessDeniedException e ->
          new Failure(
              Kind.GENERAL, "file.denied", "no permission for " + file + "; see its owner", e);
      case FileAlreadyExistsException e ->
          new Failure(Kind.USAGE, "file.exists", file + " exists; name another", e);
      case NotDirectoryException e ->
          new Failure(Kind.USAGE, "file.kind", file + " is no directory", e);
      case FileSystemLoopException e ->
          new Failure(Kind.USAGE, "file.loop", file + " is a link that leads to itself", e);
      case FileSystemException e when reason != null && reason.contains("symbolic links") ->
          new Failure(Kind.USAGE, "file.loop", file + " is a link that leads to itself", e);
      default ->
          new Failure(
              Kind.GENERAL, "file", file + ": " + (reason == null ? "failed" : reason), failure);
    };
  }

  private static void print(PrintWriter err, String message, String code) {
    var prefix = code + ": ";
    var words = message.startsWith(prefix) ? message.substring(prefix.length()) : message;
    err.println("strongroom: " + OneLine.of(words.strip()) + " [" + code + "]");
    err.flush();
  }
}
