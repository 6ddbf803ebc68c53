package dev.strongroom.broker.containment;

import dev.strongroom.broker.Refusals;
import dev.strongroom.broker.Role;
import dev.strongroom.broker.database.Database;
import dev.strongroom.broker.lease.ChangeSignal;
import dev.strongroom.broker.lease.HeldLease;
import dev.strongroom.broker.lease.LeaseStore;
import dev.strongroom.broker.log.AuditLog;
import dev.strongroom.protocol.Profile;
import dev.strongroom.protocol.audit.AuditEntry;
import dev.strongroom.protocol.client.RefusedException;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.protocol.containment.ContainmentOrder;
import dev.strongroom.protocol.containment.ContainmentReceipt;
import dev.strongroom.wire.MalformedException;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;

/// Carries out containment orders. An order that changes nothing logs nothing. A freeze and a
/// release of the same model never overlap: both go by the model's row. Thread-safe.
public final class Containment {
  private final Database database;
  private final LeaseStore leases;
  private final AuditLog log;
  private final Profile profile;
  private final ChangeSignal signal;

  /// @param signal raised after every change
  public Containment(
      Database database, LeaseStore leases, AuditLog log, Profile profile, ChangeSignal signal) {
    this.database = database;
    this.leases = leases;
    this.log = log;
    this.profile = profile;
    this.signal = signal;
  }

  /// Does what `order` says.
  ///
  /// @param role who asks, as authenticated
  public ContainmentReceipt apply(ContainmentOrder order, Role role)
      throws RefusedException, UnavailableException, MalformedException {
    ContainmentRules.requirePermitted(order, role);
    var receipt = database.transaction(sql -> change(sql, order, role));
    signal.raise();
    return receipt;
  }

  /// Says what [#apply] would do, and does nothing.
  ///
  /// @param role who asks, as authenticated
  public ContainmentReceipt preview(ContainmentOrder order, Role role)
      throws RefusedException, UnavailableException, MalformedException {
    ContainmentRules.requirePermitted(order, role);
    return database.transaction(
        sql -> {
          var _ = frozen(sql, order, "");
          var hit = hit(sql, order);
          return receipt(frozenAfter(order), hit, List.of());
        });
  }

  private ContainmentReceipt change(Handle sql, ContainmentOrder order, Role role)
      throws RefusedException {
    boolean frozen = frozen(sql, order, " FOR UPDATE");
    boolean after = frozenAfter(order);
    var hit = hit(sql, order);
    if (frozen != after) {
      sql.createUpdate(
              "UPDATE model SET frozen = :frozen, frozen_reason = :reason"
                  + " WHERE owner = :owner AND model = :model")
          .bind("frozen", after)
          .bind("reason", after ? order.reason() : "")
          .bind("owner", order.owner())
          .bind("model", order.model())
          .execute();
      LeaseStore.bumpFleet(sql);
    }
    var entries = new ArrayList<Long>();
    if (frozen != after) {
      entries.add(log.append(sql, after ? froze(sql, order, role) : thawed(sql, order, role)));
    }
    for (var lease : hit) {
      entries.add(leases.end(sql, lease, role.text(), order.reason()));
    }
    return receipt(after, hit, entries);
  }

  private static boolean frozenAfter(ContainmentOrder order) {
    return switch (order.action()) {
      case FREEZE_RELEASES, END_LEASES -> true;
      case UNFREEZE_RELEASES -> false;
    };
  }

  private static boolean frozen(Handle sql, ContainmentOrder order, String lock)
      throws RefusedException {
    return sql.createQuery(
            "SELECT frozen FROM model WHERE owner = :owner AND model = :model" + lock)
        .bind("owner", order.owner())
        .bind("model", order.model())
        .mapTo(Boolean.class)
        .findOne()
        .orElseThrow(
            () ->
                Refusals.notFound(
                    "model.unknown",
                    "Unknown model",
                    "no model " + order.owner() + "/" + order.model() + " is enrolled"));
  }

  /// Leases that the order ends, locked; for weaker orders none.
  private List<HeldLease> hit(Handle sql, ContainmentOrder order) {
    if (order.action() != ContainmentOrder.Action.END_LEASES) {
      return List.of();
    }
    return leases.lockOpenOfModel(sql, order.owner(), order.model());
  }

  private static ContainmentReceipt receipt(
      boolean frozen, List<HeldLease> hit, List<Long> entries) {
    return new ContainmentReceipt(
        frozen,
        hit.stream().map(HeldLease::id).toList(),
        hit.stream().map(HeldLease::endpoint).filter(e -> !e.isEmpty()).distinct().toList(),
        entries);
  }

  private AuditEntry froze(Handle sql, ContainmentOrder order, Role role) {
    return new AuditEntry.ReleasesFrozen(
        AuditLog.now(sql),
        profile,
        order.owner(),
        order.model(),
        role.text(),
        ContainmentRules.text(order.source()),
        order.reason());
  }

  private AuditEntry thawed(Handle sql, ContainmentOrder order, Role role) {
    return new AuditEntry.ReleasesUnfrozen(
        AuditLog.now(sql), profile, order.owner(), order.model(), role.text(), order.reason());
  }
}
