package dev.strongroom.transparency;

import dev.strongroom.transparency.LogAudit.Report;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The checkpoints that an audited log must pass, by size. Remembers the first that does not fit.
final class Anchors {
  private final List<Checkpoint> bySize;
  private int next;
  private long lastGoodSize;
  private Optional<Report> fork = Optional.empty();

  Anchors(Optional<Checkpoint> outside, List<Checkpoint> stored) {
    bySize = new ArrayList<>(stored);
    outside.ifPresent(bySize::add);
    bySize.sort(Comparator.comparingLong(checkpoint -> checkpoint.head().size()));
  }

  /// True if some checkpoint is of exactly this size.
  boolean expects(long size) {
    return next < bySize.size() && bySize.get(next).head().size() == size;
  }

  /// Compares every checkpoint of this size with the head of the stored log.
  void meet(TreeHead head) {
    while (expects(head.size())) {
      var checkpoint = bySize.get(next++);
      if (checkpoint.head().equals(head)) {
        lastGoodSize = fork.isPresent() ? lastGoodSize : head.size();
      } else if (fork.isEmpty()) {
        fork = Optional.of(new Report.Forked(lastGoodSize, head.size(), head, checkpoint));
      }
    }
  }

  /// What is wrong with a log that ends at `head`; nothing if it passed all.
  Optional<Report> verdict(TreeHead head) {
    if (fork.isPresent()) {
      return fork;
    }
    return next < bySize.size()
        ? Optional.of(new Report.Shorter(head.size(), bySize.get(next)))
        : Optional.empty();
  }
}
