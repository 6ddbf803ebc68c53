package dev.strongroom.agent.handshake;

import dev.strongroom.agent.AgentException;
import dev.strongroom.agent.Fault;
import dev.strongroom.agent.front.Callers;
import dev.strongroom.protocol.ModelVersion;
import dev.strongroom.protocol.network.IpAddress;
import dev.strongroom.protocol.network.IpNetwork;
import dev.strongroom.protocol.release.Ticket;
import dev.strongroom.transparency.LogVerifierKey;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.Envelope;
import dev.strongroom.wire.dsse.PublicKey;
import dev.strongroom.wire.dsse.UntrustedException;
import java.util.Collection;
import java.util.List;

/// The owner's ticket, verified, with everything by which the agent recognises broker and log.
/// Immutable.
///
/// @param envelope the signed ticket, as it is sent
/// @param ticket what it says
/// @param logKey the key that vouches for the log
/// @param callers who may call the model
public record Deployment(Envelope envelope, Ticket ticket, LogVerifierKey logKey, Callers callers) {
  /// Verifies a ticket.
  ///
  /// @param owner the key that must have signed it
  /// @throws AgentException [Fault#TICKET] if another signed it, or it is none
  public static Deployment open(Bytes json, PublicKey owner) throws AgentException {
    try {
      var envelope = Envelope.parse(json);
      var ticket = Ticket.open(envelope, List.of(owner));
      return new Deployment(
          envelope,
          ticket,
          LogVerifierKey.parse(ticket.broker().logKey()),
          Callers.certifiedBy(ticket.gatewayAuthorities()));
    } catch (UntrustedException | MalformedException e) {
      throw new AgentException(
          Fault.TICKET,
          "the ticket does not hold: " + e.getMessage() + "; have the owner sign one",
          e);
    }
  }

  /// What init-data and transcript name, 48 bytes.
  public Bytes ticketDigest() {
    return Ticket.digest(envelope);
  }

  /// Refuses addresses under which the owner does not expect this model's traffic: bytes that leave
  /// from there would be counted against nobody.
  ///
  /// @throws AgentException [Fault#TICKET] if one lies outside the ticket's networks
  public void requireInside(Collection<IpAddress> addresses) throws AgentException {
    for (var address : addresses) {
      if (!IpNetwork.anyContains(ticket.networks(), address)) {
        throw new AgentException(
            Fault.TICKET,
            "address %s lies outside the ticket's networks %s; have the owner sign a ticket for it"
                .formatted(address, ticket.networks()));
      }
    }
  }

  /// Refuses a model that the ticket does not open.
  ///
  /// @throws AgentException [Fault#TICKET] if owner, name or version is another
  public void requireCovers(ModelVersion model) throws AgentException {
    if (!model.owner().equals(ticket.owner())
        || !model.model().equals(ticket.model())
        || !ticket.covers(model.version())) {
      throw new AgentException(
          Fault.TICKET,
          "the sealed model is %s, the ticket opens %s/%s@%d to @%d"
              .formatted(
                  model, ticket.owner(), ticket.model(), ticket.minVersion(), ticket.maxVersion()));
    }
  }
}
