package dev.strongroom.broker.log;

import dev.strongroom.broker.StartException;
import dev.strongroom.broker.database.Database;
import dev.strongroom.protocol.client.RefusedException;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.transparency.Checkpoint;
import dev.strongroom.transparency.CheckpointSigner;
import dev.strongroom.transparency.LogException;
import dev.strongroom.transparency.MerkleNodes;
import dev.strongroom.transparency.MerkleTree;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// Signs checkpoints and makes them durable. One writer at a time: whoever comes first covers all
/// entries that are committed by then, and those who waited find theirs covered (group commit).
///
/// Never signs what contradicts an earlier checkpoint: the tree in memory only grows, and its last
/// leaf is compared with the database before every growth. A database that was rolled back or
/// changed underneath stops the log, and with it every release. Thread-safe.
public final class Checkpoints {
  /// Leaves that are read at a time: a long log is read within the database's time limits.
  private static final int PAGE = 10_000;

  private static final Duration WRITER_WAIT = Duration.ofSeconds(10);

  private final Database database;
  private final AuditLog log;
  private final CheckpointSigner signer;
  private final String origin;
  private final ReentrantLock writer = new ReentrantLock(true);
  private final MerkleNodes nodes = new MerkleNodes();
  private volatile Checkpoint latest;

  private Checkpoints(Database database, AuditLog log, CheckpointSigner signer, String origin) {
    this.database = database;
    this.log = log;
    this.signer = signer;
    this.origin = origin;
    this.latest = signer.sign(origin, nodes.head());
  }

  /// Reads the stored log and checks it against the newest stored checkpoint.
  ///
  /// @throws StartException if the log is not the one that was signed
  /// @throws UnavailableException if the database does not answer
  public static Checkpoints open(
      Database database, AuditLog log, CheckpointSigner signer, String origin)
      throws StartException, UnavailableException {
    var checkpoints = new Checkpoints(database, log, signer, origin);
    try {
      checkpoints.grow();
      var stored = checkpoints.newestStored();
      if (stored.isPresent()) {
        checkpoints.resume(stored.get());
      }
    } catch (LogException | DivergedException e) {
      throw new StartException(
          "the audit log in the database is not the one that was signed ("
              + e.getMessage()
              + "): run `strongroom audit verify`, restore the database",
          e);
    }
    return checkpoints;
  }

  /// The stored log contradicts what this process has seen or signed.
  private static final class DivergedException extends Exception {
    private static final long serialVersionUID = 1L;

    DivergedException(String message) {
      super(message);
    }
  }

  private void resume(String note) throws LogException, DivergedException {
    var stored = Checkpoint.verify(note, signer.verifierKey(), origin);
    long size = stored.head().size();
    if (size > nodes.size() || !nodes.head(size).equals(stored.head())) {
      throw new DivergedException(
          nodes.size() + " entries do not lead to the checkpoint of " + size);
    }
    latest = stored;
  }

  private Optional<String> newestStored() throws UnavailableException {
    return database.read(
        sql ->
            sql.createQuery("SELECT note FROM checkpoint ORDER BY size DESC LIMIT 1")
                .mapTo(String.class)
                .findOne());
  }

  /// The newest durable checkpoint; of an empty log, one that is not stored.
  public String latest() {
    return latest.note();
  }

  /// Makes sure that a durable checkpoint covers entry `index`, which must be committed.
  ///
  /// @throws UnavailableException if that cannot be made sure now; nothing may leave
  public void cover(long index) throws UnavailableException {
    var _ = covering(index);
  }

  /// Proves that `logged`, which must be committed, is in the log, under a durable checkpoint.
  ///
  /// @throws UnavailableException if that cannot be proved now, or if another entry was signed in
  ///   its place; nothing may leave
  public Proof prove(AuditLog.Logged logged) throws UnavailableException {
    var covering = covering(logged.index());
    if (!nodes.node(0, logged.index()).equals(MerkleTree.leafHash(logged.entry()))) {
      throw new UnavailableException(
          "the audit log was changed underneath: entry "
              + logged.index()
              + " was signed with another content");
    }
    return new Proof(nodes.inclusionProof(logged.index(), covering.head().size()), covering.note());
  }

  /// Proof that the log of `to` entries begins with the log of `from` entries.
  ///
  /// @throws UnavailableException if no checkpoint of this process covers `to` entries yet
  /// @throws IndexOutOfBoundsException unless `0 <= from <= to`
  public List<Bytes> extension(long from, long to) throws UnavailableException {
    long signed = latest.head().size();
    if (to > signed) {
      throw new UnavailableException("the log has " + signed + " signed entries, not " + to);
    }
    return nodes.consistencyProof(from, to);
  }

  private Checkpoint covering(long index) throws UnavailableException {
    lockWriter();
    try {
      if (latest.head().size() <= index) {
        grow();
        store();
      }
      if (latest.head().size() <= index) {
        throw new UnavailableException(
            "entry " + index + " is not in the log of " + latest.head().size());
      }
      return latest;
    } catch (DivergedException e) {
      throw new UnavailableException("the audit log was changed underneath: " + e.getMessage(), e);
    } finally {
      writer.unlock();
    }
  }

  private void lockWriter() throws UnavailableException {
    try {
      if (!writer.tryLock(WRITER_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new UnavailableException(
            "the log's writer was busy for " + WRITER_WAIT.toSeconds() + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("interrupted while waiting for the log's writer", e);
    }
  }

  private void grow() throws UnavailableException, DivergedException {
    int read;
    do {
      read = growByPage();
    } while (read == PAGE);
  }

  /// Reads a page of leaves.
  ///
  /// @return how many, with the one that was known before
  private int growByPage() throws UnavailableException, DivergedException {
    long known = nodes.size();
    var leaves = log.leaves(Math.max(0, known - 1), PAGE);
    if (known > 0
        && (leaves.isEmpty()
            || leaves.getFirst().sequence() != known - 1
            || !leaves.getFirst().hash().equals(nodes.node(0, known - 1)))) {
      throw new DivergedException("entry " + (known - 1) + " is missing or another one");
    }
    for (var leaf : known > 0 ? leaves.subList(1, leaves.size()) : leaves) {
      if (leaf.sequence() != nodes.size()) {
        throw new DivergedException("entry " + nodes.size() + " is missing");
      }
      nodes.append(leaf.hash());
    }
    return leaves.size();
  }

  private void store() throws UnavailableException, DivergedException {
    var next = signer.sign(origin, nodes.head());
    String stored;
    try {
      stored =
          database.transaction(
              sql -> {
                sql.createUpdate(
                        "INSERT INTO checkpoint (size, note) VALUES (:size, :note)"
                            + " ON CONFLICT (size) DO NOTHING")
                    .bind("size", next.head().size())
                    .bind("note", next.note())
                    .execute();
                return sql.createQuery("SELECT note FROM checkpoint WHERE size = :size")
                    .bind("size", next.head().size())
                    .mapTo(String.class)
                    .one();
              });
    } catch (RefusedException | MalformedException e) {
      throw new IllegalStateException("storing a checkpoint refuses nothing", e);
    }
    // Ed25519 is deterministic: another replica signing the same tree writes the same note.
    if (!stored.equals(next.note())) {
      throw new DivergedException("another tree of " + next.head().size() + " entries was signed");
    }
    latest = next;
  }
}
