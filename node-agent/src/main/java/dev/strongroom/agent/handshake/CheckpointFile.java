package dev.strongroom.agent.handshake;

import dev.strongroom.agent.AgentException;
import dev.strongroom.agent.Fault;
import dev.strongroom.protocol.client.RefusedException;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.transparency.Checkpoint;
import dev.strongroom.transparency.LogException;
import dev.strongroom.transparency.LogVerifierKey;
import dev.strongroom.transparency.Proofs;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/// The last checkpoint that the agent accepted from a log, kept in its state directory, one file a
/// log. A log that is shorter, or does not begin with every entry of the kept one, shows against
/// it. The host can delete the file: then nothing is remembered, and a rollback does not show here,
/// only to auditors. Used by one thread.
public final class CheckpointFile {
  private final Path file;
  private final LogVerifierKey key;
  private final String origin;

  private CheckpointFile(Path file, LogVerifierKey key, String origin) {
    this.file = file;
    this.key = key;
    this.origin = origin;
  }

  /// The file of log `origin` under `key`.
  public static CheckpointFile in(Path stateDirectory, LogVerifierKey key, String origin) {
    var name = Bytes.utf8(origin + "\n" + key.vkey()).sha256().slice(0, 8).hex();
    return new CheckpointFile(stateDirectory.resolve("checkpoint-" + name), key, origin);
  }

  /// Verifies the checkpoint of an answer.
  ///
  /// @throws AgentException [Fault#CHECKPOINT] if the log's key did not sign it for this log
  Checkpoint verify(String note) throws AgentException {
    return verify(note, "the checkpoint of the answer");
  }

  /// Where consistency proofs come from.
  @FunctionalInterface
  interface Growth {
    /// Proof that the log of `to` entries begins with the one of `from`, which are fewer.
    List<Bytes> proof(long from, long to)
        throws RefusedException, UnavailableException, MalformedException;
  }

  /// Accepts `seen` as the newest checkpoint, and keeps it before it returns.
  ///
  /// @param growth asked where the log has grown since
  /// @throws AgentException [Fault#ROLLBACK], [Fault#FORK], or [Fault#STATE] if the file cannot be
  ///   used
  void accept(Checkpoint seen, Growth growth)
      throws AgentException, RefusedException, UnavailableException, MalformedException {
    var last = last();
    if (last.isPresent()) {
      requireGrown(last.get(), seen, growth);
    }
    keep(seen.note());
  }

  private void requireGrown(Checkpoint last, Checkpoint seen, Growth growth)
      throws AgentException, RefusedException, UnavailableException, MalformedException {
    if (seen.head().size() < last.head().size()) {
      throw new AgentException(
          Fault.ROLLBACK,
          "log %s has %d entries, it had %d when this agent last saw it; keep %s and tell the auditor"
              .formatted(origin, seen.head().size(), last.head().size(), file));
    }
    long from = last.head().size();
    long to = seen.head().size();
    try {
      var proof = from == 0 || from == to ? List.<Bytes>of() : growth.proof(from, to);
      Proofs.verifyConsistency(last.head(), seen.head(), proof);
    } catch (LogException e) {
      throw new AgentException(
          Fault.FORK,
          "log %s of %d entries is not shown to be the one of %d that this agent last saw, grown (%s); keep %s and tell the auditor"
              .formatted(origin, to, from, e.getMessage(), file),
          e);
    }
  }

  /// The kept checkpoint.
  public Optional<Checkpoint> last() throws AgentException {
    try {
      return Files.exists(file)
          ? Optional.of(verify(Files.readString(file), file.toString()))
          : Optional.empty();
    } catch (IOException e) {
      throw new AgentException(Fault.STATE, file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private Checkpoint verify(String note, String what) throws AgentException {
    try {
      return Checkpoint.verify(note, key, origin);
    } catch (LogException e) {
      throw new AgentException(
          Fault.CHECKPOINT,
          what + " is not of the log that the ticket names: " + e.getMessage(),
          e);
    }
  }

  private void keep(String note) throws AgentException {
    var next = file.resolveSibling(file.getFileName() + ".new");
    try {
      try (var out =
          FileChannel.open(
              next,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING)) {
        var bytes = ByteBuffer.wrap(Bytes.utf8(note).toArray());
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
        out.force(true);
      }
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new AgentException(
          Fault.STATE, file + " cannot be written: " + e.getMessage() + "; mend --state", e);
    }
  }
}
