package dev.strongroom.quickstart.flows;

import dev.strongroom.detector.flow.FlowRecord;
import dev.strongroom.protocol.network.IpAddress;
import dev.strongroom.wire.MalformedException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/// The flows of a scenario, by the time at which an exporter would report them.
///
/// Ordinary: answers of the node to the gateway and of the gateway to tenants, reads from the
/// artifact store and their acknowledgements, metrics scrapes, name and time service, and traffic
/// between nodes that hold nothing. The node's own unlisted bytes (name and time service) are a few
/// kB, and never more than a tenth of the budget.
final class Traffic {
  private static final IpAddress EXPORTER = IpAddress.v4(0x7f000001);
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int MTU = 1500;

  private final SplittableRandom random;
  private final Scenario scenario;
  private final IpAddress node;
  private final IpAddress gateway;
  private final IpAddress store;
  private final IpAddress destination;
  private long unlisted;

  Traffic(Scenario scenario) throws MalformedException {
    this.scenario = scenario;
    this.random = new SplittableRandom(scenario.seed());
    this.node = IpAddress.parse("node", scenario.node());
    this.gateway = IpAddress.parse("gateway", scenario.gateway());
    this.store = IpAddress.parse("store", scenario.store());
    this.destination = IpAddress.parse("destination", scenario.destination());
  }

  /// Ordinary flows, in the order of their ends.
  List<FlowRecord> ordinary() {
    var flows = new ArrayList<FlowRecord>();
    while (flows.size() < scenario.ordinaryFlows()) {
      ordinary(flows);
    }
    flows.sort(Comparator.comparing(FlowRecord::end));
    return flows;
  }

  private void ordinary(List<FlowRecord> flows) {
    int client = 1024 + random.nextInt(60_000);
    switch (random.nextInt(10)) {
      case 0, 1, 2 -> {
        long answer = 2_000 + random.nextLong(200_000);
        flows.add(flow(node, gateway, 8000, client, TCP, answer));
        flows.add(flow(gateway, tenant(), 443, client, TCP, answer + answer / 10));
        flows.add(flow(gateway, node, client, 8000, TCP, 500 + random.nextLong(8_000)));
      }
      case 3, 4 -> {
        long read = 1_000_000 + random.nextLong(20_000_000);
        flows.add(flow(store, node, 443, client, TCP, read));
        flows.add(flow(node, store, client, 443, TCP, read / 50));
      }
      case 5 -> small(flows, resolver(), client, 53, 60 + random.nextLong(60));
      case 6 -> small(flows, IpAddress.v4(0x0a140007), 123, 123, 76);
      case 7 -> flows.add(flow(node, gateway, 9090, client, TCP, 8_000 + random.nextLong(30_000)));
      default ->
          flows.add(flow(other(), other(), client, 4791, UDP, 10_000 + random.nextLong(5_000_000)));
    }
  }

  /// A flow of the node to a destination that no list names. When these would exceed a tenth of the
  /// budget, the node keeps quiet.
  private void small(List<FlowRecord> flows, IpAddress to, int from, int port, long octets) {
    if (unlisted + octets <= scenario.budgetBytes() / 10) {
      unlisted += octets;
      flows.add(flow(node, to, from, port, UDP, octets));
    }
    flows.add(flow(to, node, port, from, UDP, octets * 2));
  }

  /// Bytes of ordinary flows from the node to unlisted destinations.
  long unlistedOrdinaryOctets() {
    return unlisted;
  }

  /// The transfer, in slices of the active timeout.
  List<FlowRecord> transfer() {
    var slices = new ArrayList<FlowRecord>();
    var length = Duration.between(scenario.transferBegin(), scenario.end());
    int count = (int) Math.ceilDiv(length.toMillis(), scenario.activeTimeout().toMillis());
    int port = 1024 + random.nextInt(60_000);
    for (int i = 0; i < count; i++) {
      var start = scenario.transferBegin().plus(scenario.activeTimeout().multipliedBy(i));
      var end = i == count - 1 ? scenario.end() : start.plus(scenario.activeTimeout());
      long share = scenario.transferBytes() / count;
      long octets = i == count - 1 ? scenario.transferBytes() - share * (count - 1) : share;
      slices.add(record(node, destination, port, 443, TCP, octets, start, end));
    }
    return slices;
  }

  private IpAddress tenant() {
    return IpAddress.v4(0xc6336400 + random.nextInt(256));
  }

  private IpAddress resolver() {
    return IpAddress.v4(0x0a140005);
  }

  private IpAddress other() {
    return IpAddress.v4(0x0a140064 + random.nextInt(20));
  }

  private FlowRecord flow(
      IpAddress from, IpAddress to, int fromPort, int toPort, int protocol, long octets) {
    long room = Duration.between(scenario.begin(), scenario.end()).toMillis();
    long start = random.nextLong(room);
    long end = Math.min(room, start + random.nextLong(30_000));
    return record(
        from,
        to,
        fromPort,
        toPort,
        protocol,
        octets,
        scenario.begin().plusMillis(start),
        scenario.begin().plusMillis(end));
  }

  private static FlowRecord record(
      IpAddress from,
      IpAddress to,
      int fromPort,
      int toPort,
      int protocol,
      long octets,
      Instant start,
      Instant end) {
    return new FlowRecord(
        EXPORTER,
        from,
        to,
        fromPort,
        toPort,
        protocol,
        octets,
        Math.ceilDiv(octets, MTU),
        1,
        start,
        end);
  }
}
