package dev.strongroom.transparency;

import dev.strongroom.wire.Bytes;
import java.util.List;
import java.util.Optional;

/// Walks a stored log from its first entry and says whether it is still the log that the
/// checkpoints vouch for. Hashes every entry anew; the stored leaf hashes serve only to name the
/// entry that changed. One pass, O(log n) memory. Thread-safe.
public final class LogAudit {
  private LogAudit() {}

  /// One row of the stored log.
  ///
  /// @param index position as stored; rows come in ascending order
  /// @param content the entry
  /// @param leafHash the leaf hash as stored, 32 bytes if it is intact
  public record StoredEntry(long index, Bytes content, Bytes leafHash) {}

  /// What the audit found.
  public sealed interface Report {
    /// Every entry up to the outside checkpoint is what was signed; later ones are whole.
    ///
    /// @param head of the log as stored
    /// @param anchored size of the outside checkpoint
    record Intact(TreeHead head, long anchored) implements Report {}

    /// Consistent in itself, but nothing from outside was given: a rollback cannot be excluded.
    ///
    /// @param head of the log as stored
    record Unanchored(TreeHead head) implements Report {}

    /// The first row that is wrong by itself.
    ///
    /// @param index of the entry
    /// @param reason what was got and wanted
    record BadEntry(long index, String reason) implements Report {}

    /// The log ends before a checkpoint that its key signed: entries were cut off.
    ///
    /// @param size entries stored
    /// @param checkpoint the first checkpoint that needs more
    record Shorter(long size, Checkpoint checkpoint) implements Report {}

    /// Every row fits its own leaf hash, yet the root is not the signed one: entries were replaced,
    /// dropped or reordered together with their hashes, or two logs were signed.
    ///
    /// @param from the first entry that can be wrong
    /// @param to past the last entry that can be the first wrong one
    /// @param got head of the stored log at the checkpoint's size
    /// @param checkpoint the first that does not fit
    record Forked(long from, long to, TreeHead got, Checkpoint checkpoint) implements Report {}
  }

  /// Audits `entries` against a checkpoint kept outside the database.
  ///
  /// @param stored further verified checkpoints of the same log, in any order, as the database
  ///   keeps them; they narrow down where a forked log parts from the signed one
  public static Report verify(
      Iterable<StoredEntry> entries, Checkpoint outside, List<Checkpoint> stored) {
    return walk(entries, Optional.of(outside), stored);
  }

  /// Audits `entries` with what the database itself holds. At best [Report.Unanchored].
  public static Report verifyUnanchored(Iterable<StoredEntry> entries, List<Checkpoint> stored) {
    return walk(entries, Optional.empty(), stored);
  }

  private static Report walk(
      Iterable<StoredEntry> entries, Optional<Checkpoint> outside, List<Checkpoint> stored) {
    var anchors = new Anchors(outside, stored);
    var frontier = MerkleFrontier.empty();
    anchors.meet(frontier.head());
    for (var entry : entries) {
      var hash = MerkleTree.leafHash(entry.content());
      var fault = faultOf(entry, frontier.size(), hash);
      if (fault.isPresent()) {
        return fault.get();
      }
      frontier = frontier.plus(hash);
      if (anchors.expects(frontier.size())) {
        anchors.meet(frontier.head());
      }
    }
    var head = frontier.head();
    return anchors
        .verdict(head)
        .orElseGet(
            () ->
                outside
                    .<Report>map(anchor -> new Report.Intact(head, anchor.head().size()))
                    .orElseGet(() -> new Report.Unanchored(head)));
  }

  private static Optional<Report> faultOf(StoredEntry entry, long expected, Bytes hash) {
    if (entry.index() > expected) {
      return Optional.of(
          new Report.BadEntry(expected, "is missing: the next stored is " + entry.index()));
    }
    if (entry.index() < expected) {
      return Optional.of(new Report.BadEntry(entry.index(), "is stored twice or out of order"));
    }
    if (!hash.equals(entry.leafHash())) {
      return Optional.of(
          new Report.BadEntry(
              entry.index(), "hashes to " + hash + ", stored leaf hash is " + entry.leafHash()));
    }
    return Optional.empty();
  }
}
