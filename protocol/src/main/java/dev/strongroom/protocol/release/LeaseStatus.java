package dev.strongroom.protocol.release;

import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.Envelope;
import dev.strongroom.wire.dsse.PublicKey;
import dev.strongroom.wire.dsse.UntrustedException;
import dev.strongroom.wire.json.StrictJson;
import java.time.Duration;
import java.util.List;

/// The broker's signed answer to a [Heartbeat].
///
/// @param leaseId the lease
/// @param sequence the heartbeat's
/// @param live false once the lease has ended
/// @param reason why it ended, empty while live
/// @param ttl how long it holds from the moment the heartbeat was sent; zero once ended
public record LeaseStatus(
    String leaseId, long sequence, boolean live, String reason, Duration ttl) {
  /// DSSE payload type.
  public static final String PAYLOAD_TYPE = "application/vnd.strongroom.lease-status.v1+json";

  /// Opens a signed status.
  ///
  /// @param broker the key that the ticket names
  /// @throws UntrustedException if another key signed it
  /// @throws MalformedException if it is signed but no status
  public static LeaseStatus open(Envelope envelope, PublicKey broker)
      throws UntrustedException, MalformedException {
    return StrictJson.read(envelope.verify(PAYLOAD_TYPE, List.of(broker)), LeaseStatus.class);
  }
}
