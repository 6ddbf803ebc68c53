package dev.strongroom.protocol.release;

import dev.strongroom.protocol.ModelVersion;
import dev.strongroom.protocol.Profile;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.Envelope;
import dev.strongroom.wire.dsse.PublicKey;
import dev.strongroom.wire.dsse.UntrustedException;
import dev.strongroom.wire.json.StrictJson;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// The right to hold an opened model for a while. The holder measures `ttl` on its own monotonic
/// clock, from the moment it sent the message that was answered; a heartbeat starts it anew.
///
/// @param profile the broker's profile
/// @param id names the lease; unguessable
/// @param brokerId the broker's name
/// @param model what may be held
/// @param transcript T of the session, 48 bytes
/// @param identityKey the node's identity key; heartbeats must be signed by it
/// @param issuedAt by the broker's database clock
/// @param ttl how long it holds without a heartbeat
/// @param heartbeat how often the holder should renew
public record Lease(
    Profile profile,
    String id,
    String brokerId,
    ModelVersion model,
    Bytes transcript,
    PublicKey identityKey,
    Instant issuedAt,
    Duration ttl,
    Duration heartbeat) {
  /// DSSE payload type.
  public static final String PAYLOAD_TYPE = "application/vnd.strongroom.lease.v1+json";

  public Lease {
    Sizes.requireDigest("transcript", transcript);
    if (!ttl.isPositive() || !heartbeat.isPositive() || heartbeat.compareTo(ttl) >= 0) {
      throw new IllegalArgumentException("want 0 < heartbeat < ttl");
    }
  }

  /// Opens a signed lease.
  ///
  /// @param broker the key that the ticket names
  /// @throws UntrustedException if another key signed it
  /// @throws MalformedException if it is signed but no lease
  public static Lease open(Envelope envelope, PublicKey broker)
      throws UntrustedException, MalformedException {
    return StrictJson.read(envelope.verify(PAYLOAD_TYPE, List.of(broker)), Lease.class);
  }
}
