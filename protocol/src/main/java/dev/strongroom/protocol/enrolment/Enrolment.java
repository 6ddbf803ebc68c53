package dev.strongroom.protocol.enrolment;

import dev.strongroom.protocol.ModelVersion;
import dev.strongroom.protocol.network.IpNetwork;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.dsse.Envelope;
import java.util.List;

/// An owner registers a model version. Signed by the owner, so repeating it changes nothing and
/// nobody else can send it.
///
/// @param brokerId the broker it is meant for
/// @param model what is enrolled
/// @param manifest the owner's signed manifest of the sealed files
/// @param policy the owner's signed [ReleasePolicy]
/// @param wrappedModelKey the model key, wrapped to [BrokerInfo#enrolmentKey], see
///   [dev.strongroom.protocol.release.KeyWrap#enrolmentContext]
/// @param weightBytes plaintext size of the weights, M
/// @param egressBudgetBytes bytes that may leave to unlisted destinations in 30 days before it
///   alarms; M/100 unless the owner says otherwise
/// @param allowedDestinations networks (CIDR) that traffic of this model's holders may go to
///   without counting
public record Enrolment(
    String brokerId,
    ModelVersion model,
    Envelope manifest,
    Envelope policy,
    Bytes wrappedModelKey,
    long weightBytes,
    long egressBudgetBytes,
    List<IpNetwork> allowedDestinations) {
  /// DSSE payload type.
  public static final String PAYLOAD_TYPE = "application/vnd.strongroom.enrolment.v1+json";

  /// Share of the weights that may leave unlisted before it alarms, where the owner sets nothing.
  public static final long DEFAULT_BUDGET_DIVISOR = 100;

  public Enrolment {
    allowedDestinations = List.copyOf(allowedDestinations);
    if (weightBytes < 1 || egressBudgetBytes < 1) {
      throw new IllegalArgumentException("weightBytes and egressBudgetBytes: want at least 1");
    }
  }
}
