package dev.strongroom.detector.flow.ipfix;

import dev.strongroom.wire.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What one observation domain of one exporter has announced. A message works on a [#copy], which
/// takes the original's place only if the whole message is well-formed; tables are copied when they
/// first change. Not thread-safe.
final class Domain {
  /// Sampler that holds where neither option nor record names one.
  static final long UNNAMED_SAMPLER = -1;

  private static final long UNKNOWN = -1;

  /// Exporters repeat templates every few minutes; a set without one for this long stays unread.
  private static final Duration PENDING_LIFE = Duration.ofMinutes(30);

  private Map<Integer, Template> templates = Map.of();
  private Map<Long, Long> samplers = Map.of();
  private List<PendingSet> pending = List.of();
  private int pendingBytes;
  private long nextSequence = UNKNOWN;
  private long systemInitMillis = UNKNOWN;

  /// A data set whose template has not come yet.
  ///
  /// @param id set id, which is the template's id
  /// @param body records, undecoded
  /// @param exported the message's export time
  /// @param arrival when it came
  record PendingSet(int id, Bytes body, Instant exported, Instant arrival) {}

  Domain copy() {
    var copy = new Domain();
    copy.templates = templates;
    copy.samplers = samplers;
    copy.pending = pending;
    copy.pendingBytes = pendingBytes;
    copy.nextSequence = nextSequence;
    copy.systemInitMillis = systemInitMillis;
    return copy;
  }

  @Nullable Template template(int id) {
    return templates.get(id);
  }

  int templateCount() {
    return templates.size();
  }

  void put(Template template) {
    var changed = new HashMap<>(templates);
    changed.put(template.id(), template);
    templates = changed;
  }

  boolean knowsSampler(long id) {
    return samplers.containsKey(id);
  }

  int samplerCount() {
    return samplers.size();
  }

  void sampler(long id, long oneIn) {
    if (samplers.getOrDefault(id, 0L) != oneIn) {
      var changed = new HashMap<>(samplers);
      changed.put(id, oneIn);
      samplers = changed;
    }
  }

  /// Rate of sampler `id`; without one of that name, of the unnamed one; 0 where neither is known.
  long oneIn(long id) {
    long named = samplers.getOrDefault(id, 0L);
    return named > 0 ? named : samplers.getOrDefault(UNNAMED_SAMPLER, 0L);
  }

  /// The greatest rate of any sampler, 0 without samplers.
  long greatestOneIn() {
    long greatest = 0;
    for (long oneIn : samplers.values()) {
      greatest = Math.max(greatest, oneIn);
    }
    return greatest;
  }

  boolean samplersAgree() {
    return samplers.values().stream().distinct().count() <= 1;
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

  boolean knowsSystemInit() {
    return systemInitMillis != UNKNOWN;
  }

  long systemInitMillis() {
    return systemInitMillis;
  }

  void systemInitMillis(long millis) {
    systemInitMillis = millis;
  }
}
