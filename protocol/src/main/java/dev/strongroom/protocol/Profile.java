package dev.strongroom.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/// The world that roots of trust belong to. One process has one profile; it is written into
/// database, manifests, tickets, leases and checkpoint origin, and a mismatch refuses.
public enum Profile {
  /// Vendor roots pinned by fingerprint.
  @JsonProperty("production")
  PRODUCTION,
  /// Roots of the simulator; everything said under it is marked as simulated.
  @JsonProperty("simulation")
  SIMULATION;

  /// The name as it stands in JSON and configuration.
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
