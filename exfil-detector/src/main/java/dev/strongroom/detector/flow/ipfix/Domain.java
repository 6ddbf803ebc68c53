package dev.strongroom.detector.flow.ipfix;

import dev.strongroom.wire.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What one observation domain of one exporter has announced, and which changes of that are held
/// until they come again. A message works on a [#copy], which takes the original's place only if
/// the whole message is well-formed. A table is copied once a message, when it first changes. Not
/// thread-safe.
final class Domain {
  private static final long UNKNOWN = -1;

  /// Exporters repeat templates every few minutes; a set without one for this long stays unread.
  private static final Duration PENDING_LIFE = Duration.ofMinutes(30);

  private Map<Integer, Template> templates = Map.of();
  private Map<Integer, Held> held = Map.of();
  private Samplers samplers = new Samplers();
  private boolean ownsTemplates;
  private boolean ownsHeld;
  private boolean ownsSamplers;
  private List<PendingSet> pending = List.of();
  private int pendingBytes;
  private long nextSequence = UNKNOWN;
  private long gapFrom = UNKNOWN;
  private long gapLength;
  private boolean sequenceUncertain;
  private Start start = Start.UNKNOWN;
  private boolean timedWithoutStart;
  private boolean countedUnsampled;
  private boolean gaveFlows;
  private Instant lastUseful = Instant.EPOCH;
  private Sight sight = Sight.UNPROVEN;

  /// A data set whose template has not come yet, or is in doubt.
  ///
  /// @param id set id, which is the template's id
  /// @param body records, undecoded
  /// @param exported the message's export time
  /// @param arrival when it came
  record PendingSet(int id, Bytes body, Instant exported, Instant arrival) {}

  /// A template that differs from the one in use.
  ///
  /// @param sent when the message was that announced it
  record Held(Template template, SentAt sent) {}

  Domain copy() {
    var copy = new Domain();
    copy.templates = templates;
    copy.held = held;
    copy.samplers = samplers;
    copy.pending = pending;
    copy.pendingBytes = pendingBytes;
    copy.nextSequence = nextSequence;
    copy.gapFrom = gapFrom;
    copy.gapLength = gapLength;
    copy.sequenceUncertain = sequenceUncertain;
    copy.start = start;
    copy.timedWithoutStart = timedWithoutStart;
    copy.countedUnsampled = countedUnsampled;
    copy.gaveFlows = gaveFlows;
    copy.lastUseful = lastUseful;
    copy.sight = sight;
    return copy;
  }

  @Nullable Template template(int id) {
    return templates.get(id);
  }

  int templateCount() {
    return templates.size();
  }

  /// Takes `template` into use, in place of any other of its id.
  void put(Template template) {
    if (!ownsTemplates) {
      templates = new HashMap<>(templates);
      ownsTemplates = true;
    }
    templates.put(template.id(), template);
    forgetHeld(template.id());
  }

  /// What was announced last in place of the template in use, until it comes again.
  @Nullable Held held(int id) {
    return held.get(id);
  }

  void hold(Held change) {
    ownHeld().put(change.template().id(), change);
  }

  void forgetHeld(int id) {
    if (held.containsKey(id)) {
      ownHeld().remove(id);
    }
  }

  private Map<Integer, Held> ownHeld() {
    if (!ownsHeld) {
      held = new HashMap<>(held);
      ownsHeld = true;
    }
    return held;
  }

  /// Announced changes that wait to be repeated.
  int heldCount() {
    return held.size() + samplers.held() + (start.isHeld() ? 1 : 0);
  }

  /// To be read only.
  Samplers samplers() {
    return samplers;
  }

  /// To be changed.
  Samplers ownSamplers() {
    if (!ownsSamplers) {
      samplers = samplers.copy();
      ownsSamplers = true;
    }
    return samplers;
  }

  int pendingSets() {
    return pending.size();
  }

  int pendingBytes() {
    return pendingBytes;
  }

  void keep(PendingSet set) {
    var changed = new ArrayList<>(pending);
    changed.add(set);
    pending = changed;
    pendingBytes += set.body().length();
  }

  /// Forgets sets that waited too long.
  ///
  /// @return how many
  int forgetStale(Instant now) {
    int before = pending.size();
    if (before > 0 && pending.getFirst().arrival().plus(PENDING_LIFE).isBefore(now)) {
      pending(pending.stream().filter(s -> !s.arrival().plus(PENDING_LIFE).isBefore(now)).toList());
    }
    return before - pending.size();
  }

  /// Hands out the kept sets of template `id`, oldest first, and forgets them.
  List<PendingSet> takePending(int id) {
    var taken = pending.stream().filter(set -> set.id() == id).toList();
    if (!taken.isEmpty()) {
      pending(pending.stream().filter(set -> set.id() != id).toList());
    }
    return taken;
  }

  private void pending(List<PendingSet> sets) {
    pending = sets;
    pendingBytes = sets.stream().mapToInt(set -> set.body().length()).sum();
  }

  boolean knowsSequence() {
    return nextSequence != UNKNOWN;
  }

  long nextSequence() {
    return nextSequence;
  }

  /// @param next least sequence of the next message
  /// @param uncertain whether it may be greater, because some records could not be counted
  void nextSequence(long next, boolean uncertain) {
    nextSequence = next;
    sequenceUncertain = uncertain;
  }

  boolean sequenceUncertain() {
    return sequenceUncertain;
  }

  /// Remembers that `length` records from `from` on are missing.
  void gap(long from, long length) {
    gapFrom = from;
    gapLength = length;
  }

  /// First sequence number of the last gap; 0 long if there was none.
  long gapFrom() {
    return gapFrom;
  }

  long gapLength() {
    return gapLength;
  }

  Start start() {
    return start;
  }

  void start(Start next) {
    start = next;
  }

  /// True if flows were timed by their export because no start was known.
  boolean timedWithoutStart() {
    return timedWithoutStart;
  }

  void setTimedWithoutStart() {
    timedWithoutStart = true;
  }

  /// True if records counted as unsampled because no rate was known.
  boolean countedUnsampled() {
    return countedUnsampled;
  }

  void setCountedUnsampled() {
    countedUnsampled = true;
  }

  /// True if there is nothing in it to be kept for.
  boolean isEmpty() {
    return templates.isEmpty() && pending.isEmpty();
  }

  /// How much it is worth to be kept: 2 if it gave flows, 1 if it has templates, 0 otherwise.
  int rank() {
    return gaveFlows ? 2 : templates.isEmpty() ? 0 : 1;
  }

  boolean isProven() {
    return gaveFlows;
  }

  /// Remembers that a message was of use: it had a template or records that could be read.
  ///
  /// @param flows whether it gave flows
  void useful(Instant arrival, boolean flows) {
    lastUseful = arrival;
    gaveFlows |= flows;
  }

  /// Arrival of the last message that was of use, or of the one that gave it its place.
  Instant lastUseful() {
    return lastUseful;
  }

  Sight sight() {
    return sight;
  }

  void sight(Sight next) {
    sight = next;
  }
}
