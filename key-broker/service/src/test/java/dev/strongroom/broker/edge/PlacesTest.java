package dev.strongroom.broker.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class PlacesTest {
  private final Places places = new Places(3, 2);

  @Test
  void giveOnePeerItsShareAndKeepTheRestForOthers() {
    assertThat(places.take("a")).isPresent();
    assertThat(places.take("a")).isPresent();
    assertThat(places.take("a")).isEmpty();
    assertThat(places.take("b")).isPresent();
    assertThat(places.take("c")).isEmpty();
  }

  @Test
  void areTakenUntilTheyAreClosedOnce() {
    var taken = new ArrayList<Places.Place>();
    for (var peer : new String[] {"a", "a", "b"}) {
      taken.add(places.take(peer).orElseThrow());
    }

    taken.getFirst().close();
    taken.getFirst().close();

    assertThat(places.take("a")).isPresent();
    assertThat(places.take("c")).isEmpty();
    taken.forEach(Places.Place::close);
    assertThat(places.take("c")).isPresent();
  }
}
