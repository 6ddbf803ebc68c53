package dev.strongroom.transparency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.transparency.LogAudit.Report;
import dev.strongroom.transparency.LogAudit.StoredEntry;
import dev.strongroom.wire.Bytes;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogAuditTest {
  private static final int COUNT = 50;
  private static final String ORIGIN = "broker.example/simulation/audit";

  private final CheckpointSigner signer =
      CheckpointSigner.generate("broker.example", new SecureRandom());
  private final List<Bytes> entries = nonEmpty();
  private final MerkleNodes nodes = MerkleNodes.of(NaiveTree.leafHashes(entries));
  private final Checkpoint outside = checkpoint(COUNT);

  private static List<Bytes> nonEmpty() {
    return NaiveTree.entries(COUNT, 11).stream().map(e -> e.concat(Bytes.utf8("x"))).toList();
  }

  private Checkpoint checkpoint(long size) {
    return signer.sign(ORIGIN, nodes.head(size));
  }

  private static List<StoredEntry> stored(List<Bytes> entries) {
    var rows = new ArrayList<StoredEntry>();
    for (int i = 0; i < entries.size(); i++) {
      rows.add(new StoredEntry(i, entries.get(i), MerkleTree.leafHash(entries.get(i))));
    }
    return rows;
  }

  @Test
  void findsAnUntouchedLogIntact() {
    assertThat(LogAudit.verify(stored(entries), outside, List.of()))
        .isEqualTo(new Report.Intact(nodes.head(), COUNT));
  }

  @Test
  void findsALogIntactThatGrewSinceTheCheckpoint() {
    assertThat(LogAudit.verify(stored(entries), checkpoint(20), List.of(checkpoint(7), outside)))
        .isEqualTo(new Report.Intact(nodes.head(), 20));
  }

  @Test
  void cannotExcludeARollbackWithoutACheckpointFromOutside() {
    assertThat(LogAudit.verifyUnanchored(stored(entries.subList(0, 9)), List.of(checkpoint(4))))
        .isEqualTo(new Report.Unanchored(nodes.head(9)));
  }

  @Test
  void namesTheFirstEntryWithAFlippedByte() {
    for (int i = 0; i < COUNT; i++) {
      var rows = stored(entries);
      var row = rows.get(i);
      for (int at = 0; at < row.content().length(); at++) {
        rows.set(i, new StoredEntry(i, NaiveTree.flip(row.content(), at), row.leafHash()));

        assertThat(LogAudit.verify(rows, outside, List.of()))
            .isInstanceOfSatisfying(
                Report.BadEntry.class, bad -> assertThat(bad.index()).isEqualTo(row.index()));
      }
    }
  }

  @Test
  void namesTheEntryWhoseLeafHashWasChanged() {
    for (int i = 0; i < COUNT; i++) {
      var rows = stored(entries);
      var row = rows.get(i);
      rows.set(i, new StoredEntry(i, row.content(), NaiveTree.flip(row.leafHash(), 5)));

      assertThat(LogAudit.verify(rows, outside, List.of()))
          .isInstanceOfSatisfying(
              Report.BadEntry.class,
              bad -> {
                assertThat(bad.index()).isEqualTo(row.index());
                assertThat(bad.reason()).contains(row.leafHash().hex());
              });
    }
  }

  @Test
  void namesAMissingEntry() {
    for (int i = 0; i < COUNT - 1; i++) {
      var rows = stored(entries);
      rows.remove(i);

      assertThat(LogAudit.verify(rows, outside, List.of()))
          .isEqualTo(new Report.BadEntry(i, "is missing: the next stored is " + (i + 1)));
    }
  }

  @Test
  void namesARowStoredTwice() {
    var rows = stored(entries);
    rows.add(8, rows.get(7));

    assertThat(LogAudit.verify(rows, outside, List.of()))
        .isEqualTo(new Report.BadEntry(7, "is stored twice or out of order"));
  }

  @Test
  void saysThatALogCutShortIsShorter() {
    for (int size = 0; size < COUNT; size++) {
      assertThat(LogAudit.verify(stored(entries.subList(0, size)), outside, List.of()))
          .isEqualTo(new Report.Shorter(size, outside));
    }
  }

  @Test
  void boundsWhereEntriesWereReplacedTogetherWithTheirHashes() {
    var between = List.of(checkpoint(40), checkpoint(10), checkpoint(20), checkpoint(30));
    for (int i = 0; i < COUNT; i++) {
      var changed = new ArrayList<>(entries);
      changed.set(i, NaiveTree.flip(entries.get(i), 0));
      int replaced = i;

      assertThat(LogAudit.verify(stored(changed), outside, between))
          .isInstanceOfSatisfying(
              Report.Forked.class,
              fork -> {
                assertThat(fork.from()).isEqualTo(replaced / 10 * 10L);
                assertThat(fork.to()).isEqualTo(replaced / 10 * 10L + 10);
                assertThat(fork.checkpoint().head().size()).isEqualTo(fork.to());
              });
    }
  }

  @Test
  void seesEntriesThatChangedPlacesOrWereDroppedAndRenumbered() {
    var swapped = new ArrayList<>(entries);
    Collections.swap(swapped, 12, 33);
    var dropped = new ArrayList<>(entries);
    dropped.remove(12);

    assertThat(LogAudit.verify(stored(swapped), outside, List.of()))
        .isEqualTo(
            new Report.Forked(
                0, COUNT, MerkleNodes.of(NaiveTree.leafHashes(swapped)).head(), outside));
    assertThat(LogAudit.verify(stored(dropped), outside, List.of()))
        .isEqualTo(new Report.Shorter(COUNT - 1, outside));
    assertThat(LogAudit.verify(stored(dropped), outside, List.of(checkpoint(20))))
        .isInstanceOfSatisfying(Report.Forked.class, fork -> assertThat(fork.to()).isEqualTo(20));
  }

  @Test
  void acceptsNoEntriesUnderTheCheckpointOfAnEmptyLog() {
    assertThat(LogAudit.verify(List.of(), signer.sign(ORIGIN, TreeHead.empty()), List.of()))
        .isEqualTo(new Report.Intact(TreeHead.empty(), 0));
  }
}
