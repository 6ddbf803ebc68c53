package dev.strongroom.protocol.containment;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.strongroom.protocol.Names;

/// Asks the broker to contain a model. Who asks is taken from the authenticated connection.
///
/// @param action how strong
/// @param owner the model's owner
/// @param model the model
/// @param source what the order rests on; unauthenticated flow records may freeze, never end leases
/// @param alertId the alert behind it, empty if a person acts without one
/// @param reason one sentence for log and refusals
public record ContainmentOrder(
    Action action, String owner, String model, Source source, String alertId, String reason) {
  private static final int MAX_REASON_CHARACTERS = 500;

  /// Strengths, weakest first, and the way back.
  public enum Action {
    /// No new key leaves for this model.
    @JsonProperty("freeze-releases")
    FREEZE_RELEASES,
    /// Freeze, and every live lease ends now.
    @JsonProperty("end-leases")
    END_LEASES,
    /// Keys may leave again; ended leases stay ended.
    @JsonProperty("unfreeze-releases")
    UNFREEZE_RELEASES,
  }

  /// What an order rests on.
  public enum Source {
    /// Flow records that anyone on the path could have sent, such as plain UDP.
    @JsonProperty("unauthenticated-flows")
    UNAUTHENTICATED_FLOWS,
    /// Flow records over mutually authenticated transport, or signed egress records.
    @JsonProperty("authenticated-flows")
    AUTHENTICATED_FLOWS,
    /// A person decided.
    @JsonProperty("person")
    PERSON,
  }

  public ContainmentOrder {
    Names.require("owner", owner);
    Names.require("model", model);
    if (reason.isBlank() || reason.length() > MAX_REASON_CHARACTERS) {
      throw new IllegalArgumentException("reason: want 1 to 500 characters");
    }
  }
}
