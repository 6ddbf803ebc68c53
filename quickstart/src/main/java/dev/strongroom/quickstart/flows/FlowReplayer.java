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

/// Plays an exporter: writes a scenario's flows as IPFIX messages with templates and sequence
/// numbers and sends them over UDP, an hour in a second or two.
public final class FlowReplayer implements AutoCloseable {
  private static final int FLOWS_A_MESSAGE = 25;

  /// Templates are sent again after this many messages, as exporters over UDP have to.
  private static final int TEMPLATES_EVERY = 20;

  private final DatagramSocket socket;
  private final InetSocketAddress collector;
  private final Scenario scenario;
  private final Traffic traffic;
  private final IpfixWriter exporter;
  private int messages;

  /// What was really sent: the truth that a detector's figures are compared with.
  ///
  /// @param flows records
  /// @param octets in them
  /// @param took time it took to send
  public record Sent(int flows, long octets, Duration took) {}

  private FlowReplayer(DatagramSocket socket, InetSocketAddress collector, Scenario scenario)
      throws MalformedException {
    this.socket = socket;
    this.collector = collector;
    this.scenario = scenario;
    this.traffic = new Traffic(scenario);
    this.exporter = new IpfixWriter(scenario.seed() & 0xffff_ffffL);
  }

  /// An exporter that is about to send `scenario` to `collector`.
  ///
  /// @throws IOException if no datagram can be sent at all
  /// @throws MalformedException if an address of the scenario is none
  public static FlowReplayer open(InetSocketAddress collector, Scenario scenario)
      throws IOException, MalformedException {
    return new FlowReplayer(new DatagramSocket(), collector, scenario);
  }

  /// Sends the ordinary flows and returns when the last datagram is out. UDP promises nothing:
  /// compare with what arrived.
  ///
  /// @throws IOException if a datagram cannot be sent
  public Sent ordinary() throws IOException {
    return send(traffic.ordinary(), FLOWS_A_MESSAGE);
  }

  /// Sends the slices of the transfer, one a message, as they end.
  ///
  /// @throws IOException if a datagram cannot be sent
  public Sent transfer() throws IOException {
    return send(traffic.transfer(), 1);
  }

  /// Bytes of ordinary flows from the node to unlisted destinations (name servers, time servers):
  /// they count too, and stay far below the budget.
  public long unlistedOrdinaryOctets() {
    return traffic.unlistedOrdinaryOctets();
  }

  private Sent send(List<FlowRecord> flows, int aMessage) throws IOException {
    long began = System.nanoTime();
    for (int from = 0; from < flows.size(); from += aMessage) {
      export(flows.subList(from, Math.min(flows.size(), from + aMessage)));
    }
    long octets = flows.stream().mapToLong(FlowRecord::octets).sum();
    return new Sent(flows.size(), octets, Duration.ofNanos(System.nanoTime() - began));
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
    LockSupport.parkNanos(scenario.pace().toNanos());
  }

  @Override
  public void close() {
    socket.close();
  }
}
