package dev.strongroom.quickstart.flows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.detector.attribution.Attributor;
import dev.strongroom.detector.attribution.Holdings;
import dev.strongroom.detector.finding.Detector;
import dev.strongroom.detector.finding.Finding;
import dev.strongroom.detector.flow.FlowRecord;
import dev.strongroom.detector.flow.ipfix.ExporterState;
import dev.strongroom.detector.flow.ipfix.IpfixDecoder;
import dev.strongroom.detector.flow.ipfix.Limits;
import dev.strongroom.protocol.ModelVersion;
import dev.strongroom.protocol.Profile;
import dev.strongroom.protocol.containment.Fleet;
import dev.strongroom.protocol.network.IpAddress;
import dev.strongroom.protocol.network.IpNetwork;
import dev.strongroom.wire.dsse.SigningKey;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class FlowReplayerTest {
  private static final Instant NOW = Instant.parse("2026-11-23T10:00:00.123456Z");
  private static final long BUDGET = 40_000_000;

  private final Scenario scenario =
      Scenario.of(7, NOW.minusSeconds(90), NOW, "10.20.0.5", "203.0.113.9", BUDGET);

  private record Run(
      FlowReplayer.Sent ordinary,
      FlowReplayer.Sent transfer,
      long unlistedOrdinaryOctets,
      List<byte[]> datagrams) {}

  private Run replay(Scenario scenario) throws Exception {
    try (var socket =
            new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var end = new byte[] {0};
      Callable<List<byte[]>> receive =
          () -> {
            var received = new ArrayList<byte[]>();
            var buffer = new byte[65_535];
            while (true) {
              var packet = new DatagramPacket(buffer, buffer.length);
              socket.receive(packet);
              if (packet.getLength() == end.length) {
                return received;
              }
              received.add(Arrays.copyOf(buffer, packet.getLength()));
            }
          };
      var receiving = threads.submit(receive);
      var address = (InetSocketAddress) socket.getLocalSocketAddress();
      try (var replayer = FlowReplayer.open(address, scenario);
          var last = new DatagramSocket()) {
        var ordinary = replayer.ordinary();
        var transfer = replayer.transfer();
        last.send(new DatagramPacket(end, end.length, address));
        return new Run(ordinary, transfer, replayer.unlistedOrdinaryOctets(), receiving.get());
      }
    }
  }

  private Holdings holdings() throws Exception {
    var model =
        new Fleet.Model(
            "acme",
            "llama",
            400_000_000,
            BUDGET,
            IpNetwork.parseAll("allowed", scenario.allowedDestinations()),
            false);
    var holder =
        new Fleet.Holder(
            "lease",
            new ModelVersion("acme", "llama", 1),
            SigningKey.generate(new SecureRandom()).publicKey(),
            "",
            List.of(IpAddress.parse("node", scenario.node())),
            NOW.minusSeconds(100),
            Duration.ofHours(1));
    var fleet = new Fleet(Profile.SIMULATION, 1, List.of(model), List.of(holder));
    return Holdings.remembered(List.of(), List.of()).next(fleet, NOW);
  }

  @Test
  void whatIsSentIsGenuineAndCrossesTheBudgetOnceByTheTransfer() throws Exception {
    var run = replay(scenario);
    var state = new ExporterState(IpAddress.v4(0x7f000001), Limits.DEFAULT);
    var flows = new ArrayList<FlowRecord>();
    for (var datagram : run.datagrams()) {
      var decoded = IpfixDecoder.decode(state, datagram, NOW);
      assertThat(decoded.notices()).isEmpty();
      flows.addAll(decoded.records());
    }
    assertThat(flows).hasSize(run.ordinary().flows() + run.transfer().flows());
    assertThat(flows.stream().mapToLong(FlowRecord::octets).sum())
        .isEqualTo(run.ordinary().octets() + run.transfer().octets());
    assertThat(run.transfer().octets()).isEqualTo(BUDGET * 3 / 2);
    assertThat(run.unlistedOrdinaryOctets()).isBetween(1L, BUDGET / 10);

    var attributor =
        new Attributor(
            IpNetwork.parseAll("site", List.of("10.0.0.0/8")),
            IpNetwork.parseAll("gateways", List.of(scenario.gateway())),
            Duration.ofMinutes(10));
    var detector = new Detector(attributor, BUDGET, BUDGET);
    var step = new Detector.Step(Detector.State.EMPTY, List.of());
    var findings = new ArrayList<Finding>();
    int before = 0;
    var holdings = holdings();
    for (var flow : flows) {
      step = detector.next(step.state(), flow, holdings);
      findings.addAll(step.findings());
      before += findings.isEmpty() && flow.destination().toString().equals("203.0.113.9") ? 1 : 0;
    }
    assertThat(findings).hasSize(1);
    assertThat(before).isBetween(1, run.transfer().flows() - 1);
    var finding = findings.getFirst();
    assertThat(finding.top().getFirst().destination()).hasToString("203.0.113.9");
    assertThat(finding.observed())
        .isBetween(BUDGET + 1, run.unlistedOrdinaryOctets() + run.transfer().octets());
    var span = Duration.between(flows.getFirst().end(), flows.getLast().end());
    assertThat(span).isGreaterThan(Duration.ofMinutes(55));
  }

  @Test
  void sameSeedSameFlows() throws Exception {
    var first = replay(scenario);
    var second = replay(scenario);
    assertThat(first.datagrams()).usingRecursiveComparison().isEqualTo(second.datagrams());
  }
}
