package dev.strongroom.detector.flow.ipfix;

import java.time.Duration;

/// Bounds on what one exporter may make us keep or believe. Anyone on the path can send a UDP
/// datagram in an exporter's name, so each bound is one exporter's, never a shared pool.
///
/// @param domains observation domains
/// @param templates templates in one domain
/// @param fields fields in one template
/// @param samplers samplers in one domain
/// @param pendingSets data sets kept until their template comes
/// @param pendingBytes bytes of these together
/// @param oneIn greatest believable sampling rate
/// @param octetsPerSecond greatest believable rate of one flow; faster records are wrapped counters
/// @param age how far before its arrival a flow may have ended
/// @param ahead how far an exporter's clock may err; further, only its arrival orders a message
public record Limits(
    int domains,
    int templates,
    int fields,
    int samplers,
    int pendingSets,
    int pendingBytes,
    long oneIn,
    long octetsPerSecond,
    Duration age,
    Duration ahead) {
  /// 800 Gbit/s a flow, a day's delay, five minutes of clock error.
  public static final Limits DEFAULT =
      new Limits(
          256,
          1024,
          512,
          1024,
          256,
          256 * 1024,
          1 << 24,
          100_000_000_000L,
          Duration.ofDays(1),
          Duration.ofMinutes(5));
}
