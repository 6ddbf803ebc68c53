package dev.strongroom.broker.containment;

import dev.strongroom.broker.Refusals;
import dev.strongroom.broker.Role;
import dev.strongroom.protocol.client.RefusedException;
import dev.strongroom.protocol.containment.ContainmentOrder;

/// Who may order what. Pure.
public final class ContainmentRules {
  private ContainmentRules() {}

  /// Refuses an order that `role` may not give.
  ///
  /// @throws RefusedException `containment.role`, or `containment.source` if what the order rests
  ///   on is too weak for it
  public static void requirePermitted(ContainmentOrder order, Role role) throws RefusedException {
    switch (role) {
      case OPERATOR -> {}
      case DETECTOR -> requireDetectorMay(order);
      case GATEWAY, AUDITOR, RELYING_PARTY, ANONYMOUS -> throw roleRefused(order, role);
    }
  }

  private static void requireDetectorMay(ContainmentOrder order) throws RefusedException {
    switch (order.action()) {
      case FREEZE_RELEASES -> {}
      case END_LEASES -> {
        if (order.source() == ContainmentOrder.Source.UNAUTHENTICATED_FLOWS) {
          throw Refusals.forbidden(
              "containment.source",
              "Order refused",
              "anyone on the path can send unauthenticated flow records: they may freeze releases,"
                  + " ending leases needs an authenticated source or a person");
        }
      }
      case UNFREEZE_RELEASES -> throw roleRefused(order, Role.DETECTOR);
    }
  }

  private static RefusedException roleRefused(ContainmentOrder order, Role role) {
    return Refusals.forbidden(
        "containment.role",
        "Order refused",
        "role " + role.text() + " may not order " + text(order.action()));
  }

  /// Who acts, as the log names them. That a person stands behind the detector is the detector's
  /// word.
  static String actor(ContainmentOrder order, Role role) {
    return role == Role.DETECTOR && order.source() == ContainmentOrder.Source.PERSON
        ? "a person, by the word of the detector"
        : role.text();
  }

  /// The name of a constant as it stands in JSON.
  static String text(Enum<?> constant) {
    return constant.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}
