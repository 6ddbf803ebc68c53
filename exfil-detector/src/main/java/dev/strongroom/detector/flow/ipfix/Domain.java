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
/// the whole message is well-formed; tables are copied when they first change. Not thread-safe.
final class Domain {
  private static final long UNKNOWN = -1;

  /// Exporters that compute their start from clock and uptime do not hit it exactly.
  private static final long SYSTEM_INIT_JITTER_MILLIS = 5_000;

  /// Exporters repeat templates every few minutes; a set without one for this long stays unread.
  private static final Duration PENDING_LIFE = Duration.ofMinutes(30);

  private Map<Integer, Template> templates = Map.of();
  private Map<Integer, Held> held = Map.of();
  private Samplers samplers = Samplers.NONE;
  private List<PendingSet> pending = List.of();
  private int pendingBytes;
  private long nextSequence = UNKNOWN;
  private long gapFrom = UNKNOWN;
  private long gapLength;
  private long systemInitMillis = UNKNOWN;
  private long heldSystemInitMillis = UNKNOWN;
  private boolean countedUnsampled;

  /// A data set whose template has not come yet, or is in doubt.
  ///
  /// @param id set id, which is the template's id
  /// @param body records, undecoded
  /// @param exported the message's export time
  /// @param arrival when it came
  record PendingSet(int id, Bytes body, Instant exported, Instant arrival) {}

  /// A template that differs from the one in use.
  ///
  /// @param exported export time of the message that announced it
  record Held(Template template, Instant exported) {}

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
    copy.systemInitMillis = systemInitMillis;
    copy.heldSystemInitMillis = heldSystemInitMillis;
    copy.countedUnsampled = countedUnsampled;
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
    var changed = new HashMap<>(templates);
    changed.put(template.id(), template);
    templates = changed;
    forgetHeld(template.id());
  }

  /// What was announced last in place of the template in use, until it comes again.
  @Nullable Held held(int id) {
    return held.get(id);
  }

  void hold(Held change) {
    var changed = new HashMap<>(held);
    changed.put(change.template().id(), change);
    held = changed;
  }

  void forgetHeld(int id) {
    if (held.containsKey(id)) {
      var changed = new HashMap<>(held);
      changed.remove(id);
      held = changed;
    }
  }

  /// Announced changes that wait to be repeated.
  int heldCount() {
    return held.size() + samplers.held() + (heldSystemInitMillis == UNKNOWN ? 0 : 1);
  }

  Samplers samplers() {
    return samplers;
  }

  void samplers(Samplers next) {
    samplers = next;
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

  void nextSequence(long next) {
    nextSequence = next;
  }

  void forgetSequence() {
    nextSequence = UNKNOWN;
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

  /// When the exporter started, in ms since 1970; negative if not known, or in doubt.
  long systemInitMillis() {
    return heldSystemInitMillis == UNKNOWN ? systemInitMillis : UNKNOWN;
  }

  /// Takes an announced start. Another one than the known is in doubt until it comes again.
  ///
  /// @return true if it is in doubt now and was not before
  boolean announceSystemInit(long millis) {
    boolean asKnown = systemInitMillis == UNKNOWN || near(millis, systemInitMillis);
    if (asKnown || (heldSystemInitMillis != UNKNOWN && near(millis, heldSystemInitMillis))) {
      systemInitMillis = millis;
      heldSystemInitMillis = UNKNOWN;
      return false;
    }
    boolean news = heldSystemInitMillis == UNKNOWN;
    heldSystemInitMillis = millis;
    return news;
  }

  private static boolean near(long a, long b) {
    return Math.abs(a - b) <= SYSTEM_INIT_JITTER_MILLIS;
  }

  /// True if records counted as unsampled because no rate was known.
  boolean countedUnsampled() {
    return countedUnsampled;
  }

  void setCountedUnsampled() {
    countedUnsampled = true;
  }
}
