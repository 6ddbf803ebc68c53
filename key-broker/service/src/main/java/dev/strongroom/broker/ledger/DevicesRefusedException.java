package dev.strongroom.broker.ledger;

import dev.strongroom.broker.Refusals;
import dev.strongroom.protocol.client.RefusedException;
import java.util.List;

/// The ledger refuses. Callers are told codes only; who holds what is for log and operators.
public final class DevicesRefusedException extends RefusedException {
  private static final long serialVersionUID = 1L;

  private final transient LedgerRules.Holder asking;
  private final transient List<Held> held;

  /// A device that stays with its holder.
  ///
  /// @param deviceId the device
  /// @param holder who has it
  public record Held(String deviceId, LedgerRules.Holder holder) {}

  /// @param codes why, sorted
  DevicesRefusedException(List<String> codes, LedgerRules.Holder asking, List<Held> held) {
    super(
        Refusals.forbidden("release.refused", "Release refused", "the device ledger refuses", codes)
            .problem());
    this.asking = asking;
    this.held = List.copyOf(held);
  }

  /// Who asked.
  public LedgerRules.Holder asking() {
    return asking;
  }

  /// Devices that other platforms hold, in the order of their ids; empty where only other rules
  /// refuse.
  public List<Held> held() {
    return held;
  }
}
