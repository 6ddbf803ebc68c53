package dev.strongroom.protocol.containment;

import dev.strongroom.protocol.ModelVersion;
import dev.strongroom.protocol.Profile;
import dev.strongroom.protocol.network.IpAddress;
import dev.strongroom.protocol.network.IpNetwork;
import dev.strongroom.wire.dsse.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Who holds what, as the broker knows it. Gateways route by it, the detector attributes by it.
///
/// @param profile the broker's profile
/// @param revision rises with every change; ask again with it to wait for the next one
/// @param models every enrolled model
/// @param holders every live lease
public record Fleet(Profile profile, long revision, List<Model> models, List<Holder> holders) {
  public Fleet {
    models = List.copyOf(models);
    holders = List.copyOf(holders);
  }

  /// An enrolled model.
  ///
  /// @param weightBytes plaintext size M
  /// @param egressBudgetBytes bytes that may leave unlisted in 30 days
  /// @param allowedDestinations networks (CIDR) that do not count
  /// @param frozen true while no key leaves
  public record Model(
      String owner,
      String model,
      long weightBytes,
      long egressBudgetBytes,
      List<IpNetwork> allowedDestinations,
      boolean frozen) {
    public Model {
      allowedDestinations = List.copyOf(allowedDestinations);
    }
  }

  /// A node with a live lease.
  ///
  /// @param leaseId the lease
  /// @param model what it holds
  /// @param identityKey TLS key of its endpoint
  /// @param endpoint base URL, empty while it does not serve
  /// @param addresses IP addresses of its traffic
  /// @param issuedAt when the lease began
  /// @param remaining until the lease runs out, at the time of this answer
  public record Holder(
      String leaseId,
      ModelVersion model,
      PublicKey identityKey,
      String endpoint,
      List<IpAddress> addresses,
      Instant issuedAt,
      Duration remaining) {
    public Holder {
      addresses = List.copyOf(addresses);
    }
  }
}
