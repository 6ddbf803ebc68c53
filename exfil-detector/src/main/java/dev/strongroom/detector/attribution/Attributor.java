package dev.strongroom.detector.attribution;

import dev.strongroom.detector.flow.FlowRecord;
import dev.strongroom.protocol.network.IpAddress;
import dev.strongroom.protocol.network.IpNetwork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Says what a flow record means. A record that overlaps two holdings of its source, because the
/// address changed hands or the node holds two models, counts in full against each: too much, never
/// too little. Whoever starts an agent says which addresses are the node's, so no address of any
/// lease excuses bytes: only the destinations that a model's owner allowed at its enrolment do, and
/// where nodes exchange much, their network belongs among these.
///
/// @param site networks whose bytes to anywhere else leave the site
/// @param gateways addresses that serve tenants and report it
/// @param linger how long after its lease a node still counts as a holder
public record Attributor(List<IpNetwork> site, List<IpNetwork> gateways, Duration linger) {
  public Attributor {
    site = List.copyOf(site);
    gateways = List.copyOf(gateways);
  }

  /// What `record` means, given who held what.
  public Attribution attribute(FlowRecord record, Holdings holdings) {
    var held = holdings.of(record.source(), record.start(), record.end(), linger);
    if (!held.isEmpty()) {
      return new Attribution.Held(counted(record, held, holdings));
    }
    if (IpNetwork.anyContains(gateways, record.source())) {
      return new Attribution.Served();
    }
    return IpNetwork.anyContains(site, record.source())
            && !IpNetwork.anyContains(site, record.destination())
        ? new Attribution.Unattributed()
        : new Attribution.NoEgress();
  }

  /// What of the live leases' addresses lets traffic go uncounted or count for the wrong lease, one
  /// line each, in the addresses' order.
  public List<String> problems(Holdings holdings) {
    var leases = new TreeMap<IpAddress, Set<String>>();
    for (var holding : holdings.live()) {
      leases.computeIfAbsent(holding.address(), _ -> new TreeSet<>()).add(holding.leaseId());
    }
    var problems = new ArrayList<String>();
    leases.forEach(
        (address, ids) -> {
          if (!IpNetwork.anyContains(site, address)) {
            problems.add(
                "address "
                    + address
                    + " of lease "
                    + String.join(", ", ids)
                    + " lies outside the site's networks; no exporter of the site may see its traffic");
          }
          if (ids.size() > 1) {
            problems.add(
                "address "
                    + address
                    + " is shared by leases "
                    + String.join(", ", ids)
                    + "; its traffic counts in full for each");
          }
        });
    return problems;
  }

  private static List<ModelKey> counted(FlowRecord record, List<Holding> held, Holdings holdings) {
    return held.stream()
        .map(Holding::model)
        .distinct()
        .filter(model -> !isAllowed(record, model, holdings))
        .toList();
  }

  /// A model of which the broker says nothing more has no allowed destination.
  private static boolean isAllowed(FlowRecord record, ModelKey model, Holdings holdings) {
    return holdings
        .model(model)
        .map(watched -> IpNetwork.anyContains(watched.allowed(), record.destination()))
        .orElse(false);
  }
}
