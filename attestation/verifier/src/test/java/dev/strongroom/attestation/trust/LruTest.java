package dev.strongroom.attestation.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LruTest {
  @Test
  void forgetsWhatWasLongestUnused() {
    var lru = new Lru<String, Integer>(2);
    lru.put("a", 1);
    lru.put("b", 2);
    assertThat(lru.get("a")).contains(1);
    lru.put("c", 3);
    assertThat(lru.get("b")).isEmpty();
    assertThat(lru.get("a")).contains(1);
    assertThat(lru.get("c")).contains(3);
    assertThat(lru.size()).isEqualTo(2);
  }

  @Test
  void replacesAnEntryOfTheSameKey() {
    var lru = new Lru<String, Integer>(1);
    lru.put("a", 1);
    lru.put("a", 2);
    assertThat(lru.get("a")).contains(2);
    assertThat(lru.size()).isEqualTo(1);
  }

  @Test
  void wantsRoomForOne() {
    assertThatThrownBy(() -> new Lru<String, Integer>(0)).hasMessageContaining("at least 1");
  }
}
