package dev.strongroom.quickstart.flows;

import dev.strongroom.detector.flow.FlowRecord;
import dev.strongroom.detector.flow.ipfix.IpfixWriter;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// Plays an exporter: writes a scenario's flows as IPFIX messages with templates and sequence numbers
/// and sends them over UDP, an hour in a second or two.
public final class FlowReplayer {
  private static final int FLOWS_A_MESSAGE = 25;

  /// Templates are sent again after this many messages, as exporters over UDP have to.
  private static final int TEMPLATES_EVERY = 20;

  private final DatagramSocket socket;
  private final InetSocketAddress collector;
  private final Scenario scenario;
  private final IpfixWriter exporter;
  private int datagrams;
  private int messages;

  private FlowReplayer(DatagramSocket socket, InetSocketAddress collector, Scenario scenario) {
    this.socket = socket;
    this.collector = collector;
    this.scenario = scenario;
    this.exporter = new IpfixWriter(scenario.seed() & 0xffff_ffffL);
  }

  /// Sends all of `scenario` and returns when the last datagram is out. UDP promises nothing: compare
  /// with what arrived.
  ///
  /// @throws IOException if a datagram cannot be sent
  /// @throws MalformedException if an address of the scenario is none
  public static Replay send(InetSocketAddress collector, Scenario scenario)
      throws IOException, MalformedException {
    var traffic = new Traffic(scenario);
    var ordinary = traffic.ordinary();
    var transfer = traffic.transfer();
    long began = System.nanoTime();
    try (var socket = new DatagramSocket()) {
      var replayer = new FlowReplayer(socket, collector, scenario);
      for (int from = 0; from < ordinary.size(); from += FLOWS_A_MESSAGE) {
        int to = Math.min(ordinary.size(), from + FLOWS_A_MESSAGE);
        replayer.export(ordinary.subList(from, to));
      }
      for (var slice : transfer) {
        replayer.export(List.of(slice));
      }
      return truth(
          replayer.datagrams,
          ordinary,
          transfer,
          traffic.unlistedOrdinaryOctets(),
          scenario,
          Duration.ofNanos(System.nanoTime() - began));
    }
  }

  private void export(List<FlowRecord> flows) throws IOException {
    var exported = flows.getLast().end();
    if (messages++ % TEMPLATES_EVERY == 0) {
      datagram(exporter.templates(exported));
    }
    for (var message : exporter.data(exported, flows)) {
      datagram(message);
    }
  }

  private void datagram(Bytes message) throws IOException {
    var bytes = message.toArray();
    socket.send(new DatagramPacket(bytes, bytes.length, collector));
    datagrams++;
    LockSupport.parkNanos(scenario.pace().toNanos());
  }

  private static Replay truth(
      int datagrams,
      List<FlowRecord> ordinary,
      List<FlowRecord> transfer,
      long unlisted,
      Scenario scenario,
      Duration took) {
    long crossing = unlisted;
    for (var slice : transfer) {
      if (crossing > scenario.budgetBytes()) {
        break;
      }
      crossing += slice.octets();
    }
    return new Replay(
        datagrams,
        ordinary.size() + transfer.size(),
        octets(ordinary) + octets(transfer),
        transfer.size(),
        octets(transfer),
        unlisted,
        crossing,
        took);
  }

  private static long octets(List<FlowRecord> flows) {
    return flows.stream().mapToLong(FlowRecord::octets).sum();
  }
}
