package dev.strongroom.protocol.egress;

import dev.strongroom.protocol.Names;
import java.time.Instant;
import java.util.List;

/// Bytes and tokens that one gateway served in one interval, signed with the gateway's key. Sending
/// a report again is harmless: the detector knows it by gateway and sequence.
///
/// @param gatewayId the gateway
/// @param sequence counts up by one from 1; a gap is a finding
/// @param from start of the interval, inclusive
/// @param to end of the interval, exclusive
/// @param records one for each tenant and model that had traffic
public record EgressReport(
    String gatewayId, long sequence, Instant from, Instant to, List<Served> records) {
  /// DSSE payload type.
  public static final String PAYLOAD_TYPE = "application/vnd.strongroom.egress-report.v1+json";

  public EgressReport {
    Names.require("gatewayId", gatewayId);
    records = List.copyOf(records);
  }

  /// What one tenant got from one model.
  ///
  /// @param tenant who was served
  /// @param owner the model's owner
  /// @param model the model
  /// @param requests answered requests
  /// @param responseBytes body bytes sent to the tenant
  /// @param promptTokens as charged
  /// @param completionTokens as charged
  public record Served(
      String tenant,
      String owner,
      String model,
      long requests,
      long responseBytes,
      long promptTokens,
      long completionTokens) {}
}
