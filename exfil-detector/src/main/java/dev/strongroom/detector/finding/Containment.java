package dev.strongroom.detector.finding;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;

/// What became of one order to the broker.
///
/// @param phase where it stands
/// @param attempts how often the broker was asked
/// @param detail the broker's refusal or silence in one line, or what was done
/// @param at when it last changed
/// @param leases ids of the leases that it ended
/// @param nodes endpoints of the nodes that held them
public record Containment(
    Phase phase, int attempts, String detail, Instant at, List<String> leases, List<String> nodes) {
  /// Where an order stands.
  public enum Phase {
    /// Not ordered.
    @JsonProperty("none")
    NONE,
    /// Ordered, not yet accepted; it is tried until it is.
    @JsonProperty("pending")
    PENDING,
    /// The broker did it.
    @JsonProperty("done")
    DONE,
    /// The broker said no. A freeze is asked for again now and then, the end of leases is not.
    @JsonProperty("refused")
    REFUSED,
  }

  public Containment {
    leases = List.copyOf(leases);
    nodes = List.copyOf(nodes);
  }

  static Containment none(Instant now) {
    return new Containment(Phase.NONE, 0, "", now, List.of(), List.of());
  }

  /// An order that waits for the broker.
  public static Containment ordered(Instant now) {
    return new Containment(Phase.PENDING, 0, "not asked yet", now, List.of(), List.of());
  }
}
