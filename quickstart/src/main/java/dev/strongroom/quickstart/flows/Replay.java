package dev.strongroom.quickstart.flows;

import java.time.Duration;

/// What was really sent: the truth that a detector's figures are compared with.
///
/// @param datagrams sent
/// @param flows in them
/// @param octets of all flows
/// @param leakedFlows slices of the transfer
/// @param leakedOctets their bytes
/// @param unlistedOrdinaryOctets bytes of ordinary flows from the node to unlisted destinations (name
///     servers, time servers): they count too, and stay far below the budget
/// @param octetsUntilCrossing bytes that had left unlisted with the slice that crossed the budget
/// @param took time it took to send
public record Replay(
    int datagrams,
    int flows,
    long octets,
    int leakedFlows,
    long leakedOctets,
    long unlistedOrdinaryOctets,
    long octetsUntilCrossing,
    Duration took) {}
