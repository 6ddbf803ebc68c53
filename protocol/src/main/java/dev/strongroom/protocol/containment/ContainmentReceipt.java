package dev.strongroom.protocol.containment;

import java.util.List;

/// What an order did, or in a preview what it would do.
///
/// @param frozen whether releases of the model are frozen now
/// @param leases ids of the leases that it ended
/// @param nodes endpoints of the nodes that held them
/// @param entryIndexes its entries in the audit log, empty in a preview
public record ContainmentReceipt(
    boolean frozen, List<String> leases, List<String> nodes, List<Long> entryIndexes) {
  public ContainmentReceipt {
    leases = List.copyOf(leases);
    nodes = List.copyOf(nodes);
    entryIndexes = List.copyOf(entryIndexes);
  }
}
