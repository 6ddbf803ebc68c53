package dev.strongroom.detector.attribution;

import dev.strongroom.protocol.network.IpNetwork;
import java.util.List;

/// What the broker says of an enrolled model, as far as the detector needs it.
///
/// @param key which model
/// @param weightBytes plaintext size
/// @param budgetBytes bytes that may go to unlisted destinations in 30 days
/// @param allowed destinations that do not count
/// @param frozen true while no key leaves
public record WatchedModel(
    ModelKey key, long weightBytes, long budgetBytes, List<IpNetwork> allowed, boolean frozen) {
  public WatchedModel {
    allowed = List.copyOf(allowed);
  }
}
