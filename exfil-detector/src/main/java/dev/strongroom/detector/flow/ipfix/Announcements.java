package dev.strongroom.detector.flow.ipfix;

import java.util.function.BiConsumer;

/// What the options records of one message say of sampling and of the exporter's start.
final class Announcements {
  /// Sampling rates that one message may change. Repeated ones are not counted, so what was left
  /// out is taken when the exporter repeats its options.
  private static final int MOST_CHANGES = 256;

  private final Limits limits;
  private final Domain domain;
  private final BiConsumer<Notice.Kind, String> note;
  private int changes;
  private long firstStart = -1;

  Announcements(Limits limits, Domain domain, BiConsumer<Notice.Kind, String> note) {
    this.limits = limits;
    this.domain = domain;
    this.note = note;
  }

  /// Takes a start. The first of a message is judged; others that differ put it in doubt.
  ///
  /// @param millis since 1970
  void start(long millis, SentAt sent) {
    boolean first = firstStart < 0;
    if (!first && Start.near(millis, firstStart)) {
      return;
    }
    var before = domain.start();
    var after = first ? before.announced(millis, sent) : before.contradicted(millis, sent);
    firstStart = first ? millis : firstStart;
    domain.start(after);
    if (after.isHeld() && !after.equals(before)) {
      if (!first || before.isKnown() || domain.timedWithoutStart()) {
        note.accept(Notice.Kind.START_HELD, "now " + millis + " ms since 1970");
      }
    } else if (before.isHeld() && !after.isHeld() && after.known() == before.known()) {
      note.accept(Notice.Kind.CHANGE_TAKEN_BACK, "start in ms since 1970 " + after.known());
    }
  }

  /// Takes the rate of a sampler.
  ///
  /// @param id of the sampler, or [Samplers#UNNAMED]
  /// @param oneIn believable rate, at least 1
  void sampling(long id, long oneIn, SentAt sent) {
    var samplers = domain.samplers();
    if (!samplers.knows(id) && samplers.size() >= limits.samplers()) {
      note.accept(Notice.Kind.TABLE_FULL, "sampler " + id);
      return;
    }
    var change = samplers.change(id, oneIn, sent);
    if (change == Samplers.Change.NONE) {
      return;
    }
    if (changes >= MOST_CHANGES) {
      note.accept(Notice.Kind.TABLE_FULL, "more than " + MOST_CHANGES + " rates in one message");
      return;
    }
    changes++;
    domain.ownSamplers().announce(id, oneIn, sent);
    noteChange(change, id, oneIn);
  }

  private void noteChange(Samplers.Change change, long id, long oneIn) {
    var detail = "one packet in " + oneIn + (id == Samplers.UNNAMED ? "" : " by " + id);
    switch (change) {
      case NONE, REPEATED -> {}
      case NEW -> {
        if (oneIn > 1 && domain.countedUnsampled()) {
          note.accept(Notice.Kind.SAMPLING_LATE, detail);
        }
      }
      case LOWER, HELD -> note.accept(Notice.Kind.SAMPLING_HELD, detail);
      case CONFIRMED -> note.accept(Notice.Kind.SAMPLING_CHANGED, detail);
      case TAKEN_BACK -> note.accept(Notice.Kind.CHANGE_TAKEN_BACK, detail);
    }
  }
}
