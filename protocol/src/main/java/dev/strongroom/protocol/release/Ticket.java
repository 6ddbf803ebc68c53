package dev.strongroom.protocol.release;

import dev.strongroom.protocol.Names;
import dev.strongroom.protocol.Profile;
import dev.strongroom.protocol.network.IpNetwork;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.Envelope;
import dev.strongroom.wire.dsse.PublicKey;
import dev.strongroom.wire.dsse.UntrustedException;
import dev.strongroom.wire.json.StrictJson;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/// The owner's word on where a model may run: which versions, by which broker, on which floor, with
/// which workload, in which networks, called by whom. Signed by the owner; its digest is in the
/// guest's measured init-data, so the host cannot swap any of it.
///
/// @param profile the world it is valid in
/// @param owner who signs it
/// @param model the model
/// @param minVersion lowest version it opens
/// @param maxVersion highest version it opens
/// @param broker the one broker that may answer
/// @param floorPolicyDigest SHA-384 of the release policy below which nothing is accepted, 48 bytes
/// @param workload [Workload#digest] of what may run beside the weights, 48 bytes
/// @param gatewayAuthorities DER of the certificate authorities (RFC 5280) whose gateways may call
///   the model; one at least, for nobody else is answered
/// @param networks networks in which a node's traffic may appear; one at least
/// @param notAfter last moment, by the broker's clock, at which it opens a session; leases that it
///   opened before go on
public record Ticket(
    Profile profile,
    String owner,
    String model,
    long minVersion,
    long maxVersion,
    Broker broker,
    Bytes floorPolicyDigest,
    Bytes workload,
    List<Bytes> gatewayAuthorities,
    List<IpNetwork> networks,
    Instant notAfter) {
  /// DSSE payload type.
  public static final String PAYLOAD_TYPE = "application/vnd.strongroom.ticket.v1+json";

  /// How an agent recognises the broker that the owner meant.
  ///
  /// @param id the broker's name, part of the transcript
  /// @param signingKey signs challenges, leases and lease status
  /// @param logOrigin origin line of its checkpoints (C2SP tlog-checkpoint)
  /// @param logKey verifier key of its checkpoints (C2SP signed-note)
  public record Broker(String id, PublicKey signingKey, String logOrigin, String logKey) {
    public Broker {
      Names.require("broker.id", id);
    }
  }

  public Ticket {
    Names.require("owner", owner);
    Names.require("model", model);
    if (minVersion < 1 || maxVersion < minVersion) {
      throw new IllegalArgumentException(
          "versions: got " + minVersion + " to " + maxVersion + ", want 1 or more, ascending");
    }
    Sizes.requireDigest("floorPolicyDigest", floorPolicyDigest);
    Sizes.requireDigest("workload", workload);
    gatewayAuthorities = Sizes.requireSome("gatewayAuthorities", gatewayAuthorities);
    networks = Sizes.requireSome("networks", networks);
    for (var network : networks) {
      if (network.isEverything()) {
        throw new IllegalArgumentException(
            "networks: " + network + " is the whole internet, want the networks of the nodes");
      }
    }
  }

  /// Opens a signed ticket.
  ///
  /// @throws UntrustedException if none of `owners` signed it
  /// @throws MalformedException if it is signed but no ticket
  public static Ticket open(Envelope envelope, Collection<PublicKey> owners)
      throws UntrustedException, MalformedException {
    return StrictJson.read(envelope.verify(PAYLOAD_TYPE, owners), Ticket.class);
  }

  /// SHA-384 over the signed payload as received: what init-data and transcript name.
  public static Bytes digest(Envelope envelope) {
    return envelope.payload().sha384();
  }

  /// True if it opens `version`.
  public boolean covers(long version) {
    return minVersion <= version && version <= maxVersion;
  }
}
