package dev.strongroom.detector.flow;

import dev.strongroom.protocol.network.IpAddress;
import java.time.Instant;

/// What one direction of one flow carried during one interval. A long transfer is many of these,
/// one for each active timeout of its exporter.
///
/// @param exporter who measured
/// @param source sender
/// @param destination receiver
/// @param sourcePort 0 where the protocol has none or the exporter does not say
/// @param destinationPort as above
/// @param protocol IANA protocol number, 0 where unknown
/// @param octets estimate of the bytes that passed: measured octets times `oneIn`
/// @param packets estimate of the packets, likewise
/// @param oneIn sampling rate that was applied, 1 where every packet was seen
/// @param start of the interval; never after `end`
/// @param end of the interval; never far from its arrival, see the format's decoder
public record FlowRecord(
    IpAddress exporter,
    IpAddress source,
    IpAddress destination,
    int sourcePort,
    int destinationPort,
    int protocol,
    long octets,
    long packets,
    long oneIn,
    Instant start,
    Instant end) {
  public FlowRecord {
    if (octets < 0 || packets < 0 || oneIn < 1 || start.isAfter(end)) {
      throw new IllegalArgumentException(
          "a flow has no negative size and does not end before it starts");
    }
  }
}
