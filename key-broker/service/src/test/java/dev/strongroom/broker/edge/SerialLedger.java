package dev.strongroom.broker.edge;

import dev.strongroom.broker.edge.LedgerContentionTest.Claim;
import dev.strongroom.broker.ledger.DeviceLedger.Move;
import dev.strongroom.broker.ledger.LedgerRules.Holder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// The ledger in memory, one claim after the other: what the one in the database is compared with.
final class SerialLedger {
  private final Map<String, Holder> last = new TreeMap<>();
  private final Map<String, Set<Holder>> seen = new HashMap<>();
  private final Map<String, Set<Holder>> fenced = new HashMap<>();
  private final Map<String, Claim> live = new TreeMap<>();

  /// Why the claim is refused now, sorted; empty if it is not.
  List<String> objections(Claim claim) {
    var codes = new TreeSet<String>();
    for (var device : claim.devices()) {
      var holder = last.getOrDefault(device, claim.asking());
      if (fenced.getOrDefault(device, Set.of()).contains(claim.asking())) {
        codes.add("ledger.boot-fenced");
      } else if (!holder.platformId().equals(claim.asking().platformId()) && isHeld(device)) {
        codes.add("ledger.device-held");
      }
    }
    return List.copyOf(codes);
  }

  private boolean isHeld(String device) {
    return live.values().stream().anyMatch(claim -> claim.devices().contains(device));
  }

  /// Grants the claim.
  List<Move> take(Claim claim, String leaseId) {
    var asking = claim.asking();
    var moves = new ArrayList<Move>();
    for (var device : claim.devices().stream().sorted().toList()) {
      var before = last.put(device, asking);
      if (before != null && !before.platformId().equals(asking.platformId())) {
        moves.add(new Move(device, before));
      }
      var boots = seen.computeIfAbsent(device, _ -> new HashSet<>());
      for (var boot : boots) {
        if (boot.platformId().equals(asking.platformId()) && !boot.equals(asking)) {
          fenced.computeIfAbsent(device, _ -> new HashSet<>()).add(boot);
        }
      }
      boots.add(asking);
      live.values()
          .removeIf(held -> held.devices().contains(device) && !held.asking().equals(asking));
    }
    if (claim.lasts()) {
      live.put(leaseId, claim);
    }
    return moves;
  }

  /// Devices with their holders, fenced boots, and live leases, one a line, each kind sorted.
  String described() {
    var devices = new TreeSet<String>();
    last.forEach((device, holder) -> devices.add(device + " " + text(holder)));
    var boots = new TreeSet<String>();
    fenced.forEach(
        (device, holders) -> holders.forEach(holder -> boots.add(device + " not " + text(holder))));
    return String.join(
        "\n",
        String.join("\n", devices),
        String.join("\n", boots),
        String.join("\n", live.keySet()));
  }

  private static String text(Holder holder) {
    return holder.platformId() + " " + holder.bootInstance();
  }
}
