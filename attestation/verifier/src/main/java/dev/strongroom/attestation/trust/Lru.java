package dev.strongroom.attestation.trust;

import java.util.LinkedHashMap;
import java.util.Optional;

/// A bounded map that forgets what was longest unused. Thread-safe.
final class Lru<K, V> {
  private final int capacity;
  private final LinkedHashMap<K, V> entries = new LinkedHashMap<>(16, 0.75f, true);

  Lru(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity: got " + capacity + ", want at least 1");
    }
    this.capacity = capacity;
  }

  synchronized Optional<V> get(K key) {
    return Optional.ofNullable(entries.get(key));
  }

  synchronized void put(K key, V value) {
    entries.put(key, value);
    if (entries.size() > capacity) {
      entries.pollFirstEntry();
    }
  }

  synchronized int size() {
    return entries.size();
  }
}
