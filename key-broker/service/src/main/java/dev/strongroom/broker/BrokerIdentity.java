package dev.strongroom.broker;

import dev.strongroom.protocol.Names;
import dev.strongroom.protocol.Profile;

/// Which broker this is, and in which world. Written into its database at the first start.
///
/// @param profile its trust profile
/// @param id its name, part of every transcript
public record BrokerIdentity(Profile profile, String id) {
  public BrokerIdentity {
    Names.require("strongroom.broker.id", id);
  }

  /// Origin line of its checkpoints: names the profile, so a simulated log is never taken for a
  /// genuine one.
  public String logOrigin() {
    return "strongroom/" + profile.text() + "/" + id;
  }
}
