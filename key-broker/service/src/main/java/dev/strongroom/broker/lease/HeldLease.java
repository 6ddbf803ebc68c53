package dev.strongroom.broker.lease;

import dev.strongroom.broker.BrokerIdentity;
import dev.strongroom.protocol.ModelVersion;
import dev.strongroom.protocol.network.IpAddress;
import dev.strongroom.protocol.release.Lease;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.dsse.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// A lease as stored.
///
/// @param id names it
/// @param model what may be held
/// @param transcript T of the session, 48 bytes
/// @param identityKey signs its heartbeats
/// @param platformId which machine holds it
/// @param bootInstance which launch on that machine
/// @param issuedAt when it began
/// @param ttl how long it holds without a heartbeat
/// @param heartbeat how often the holder should renew
/// @param expiresAt when it runs out
/// @param sequence of the last heartbeat, 0 before the first
/// @param endpoint base URL of the holder, empty while it does not serve
/// @param addresses IP addresses of the holder's traffic
/// @param ended true once it has ended
/// @param endedReason why, empty while live
/// @param revision rises when it ends
/// @param entryIndex of its release in the audit log
public record HeldLease(
    String id,
    ModelVersion model,
    Bytes transcript,
    PublicKey identityKey,
    String platformId,
    String bootInstance,
    Instant issuedAt,
    Duration ttl,
    Duration heartbeat,
    Instant expiresAt,
    long sequence,
    String endpoint,
    List<IpAddress> addresses,
    boolean ended,
    String endedReason,
    long revision,
    long entryIndex) {
  public HeldLease {
    addresses = List.copyOf(addresses);
  }

  /// True if it holds at `now`.
  public boolean isLive(Instant now) {
    return !ended && now.isBefore(expiresAt);
  }

  /// What the holder gets.
  public Lease message(BrokerIdentity broker) {
    return new Lease(
        broker.profile(),
        id,
        broker.id(),
        model,
        transcript,
        identityKey,
        issuedAt,
        ttl,
        heartbeat);
  }
}
