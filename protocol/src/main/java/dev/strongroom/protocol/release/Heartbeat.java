package dev.strongroom.protocol.release;

import dev.strongroom.protocol.network.IpAddress;
import java.util.List;

/// A holder renews its lease and says where it serves. Signed with the attested identity key.
///
/// @param leaseId the lease
/// @param sequence counts up by one from 1; the answer repeats it, so an old answer renews nothing
/// @param endpoint base URL at which the node serves over its identity key, empty while not serving
/// @param addresses IP addresses under which the node's traffic appears in flow records
public record Heartbeat(String leaseId, long sequence, String endpoint, List<IpAddress> addresses) {
  /// DSSE payload type.
  public static final String PAYLOAD_TYPE = "application/vnd.strongroom.heartbeat.v1+json";

  public Heartbeat {
    addresses = List.copyOf(addresses);
  }
}
