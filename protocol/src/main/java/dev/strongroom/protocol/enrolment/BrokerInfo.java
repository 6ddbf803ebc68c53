package dev.strongroom.protocol.enrolment;

import dev.strongroom.protocol.Profile;
import dev.strongroom.protocol.release.Ticket;
import dev.strongroom.wire.dsse.PublicKey;

/// What a broker says of itself. An owner compares it out of band once and pins it in tickets.
///
/// @param profile its profile
/// @param broker its name, signing key and log key, as a ticket carries them
/// @param enrolmentKey P-384 key to which model keys are wrapped on enrolment
public record BrokerInfo(Profile profile, Ticket.Broker broker, PublicKey enrolmentKey) {}
