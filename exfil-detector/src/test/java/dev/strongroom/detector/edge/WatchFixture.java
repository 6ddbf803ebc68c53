package dev.strongroom.detector.edge;

import dev.strongroom.detector.attribution.Attributor;
import dev.strongroom.detector.finding.Detector;
import dev.strongroom.detector.flow.FlowRecord;
import dev.strongroom.detector.flow.ipfix.IpfixWriter;
import dev.strongroom.protocol.ModelVersion;
import dev.strongroom.protocol.Profile;
import dev.strongroom.protocol.containment.Fleet;
import dev.strongroom.protocol.network.IpAddress;
import dev.strongroom.protocol.network.IpNetwork;
import dev.strongroom.wire.dsse.SigningKey;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/// A watch over one node that holds acme/llama with a budget of 1,000 bytes, and an exporter that
/// sees it. The watch's directory outlives it, so a second one is a restart.
final class WatchFixture {
  static final Instant T0 = Instant.parse("2026-11-23T10:00:00Z");
  static final IpAddress EXPORTER = IpAddress.v4(0x7f000001);
  static final IpAddress NODE = IpAddress.v4(0x0a000005);
  static final IpAddress OUTSIDE = IpAddress.v4(0xcb007109);

  private final Path directory;
  private final IpfixWriter exporter = new IpfixWriter(1);

  WatchFixture(Path directory) {
    this.directory = directory;
  }

  IpfixWriter exporter() {
    return exporter;
  }

  Watch watch(Instant now) throws Exception {
    return watch(now, () -> {});
  }

  Watch watch(Instant now, Runnable onOrder) throws Exception {
    var state = new StateDirectory(directory);
    var site = IpNetwork.parseAll("site", List.of("10.0.0.0/8"));
    var detector =
        new Detector(new Attributor(site, List.of(), Duration.ofMinutes(10)), 1000, 1000);
    return new Watch(
        detector, state, state.load(), InstantSource.fixed(now), Profile.SIMULATION, onOrder);
  }

  static Fleet fleet(Profile profile) {
    var key = SigningKey.generate(new SecureRandom()).publicKey();
    return new Fleet(
        profile,
        5,
        List.of(new Fleet.Model("acme", "llama", 100_000, 1_000, List.of(), false)),
        List.of(
            new Fleet.Holder(
                "l1",
                new ModelVersion("acme", "llama", 1),
                key,
                "",
                List.of(NODE),
                T0.minusSeconds(600),
                Duration.ofHours(1))));
  }

  /// Templates, then one flow out of the site.
  void flow(Watch watch, IpAddress from, long octets, Instant end) {
    watch.datagram(EXPORTER, exporter.templates(end).toArray(), end);
    data(watch, from, octets, end);
  }

  /// One flow out of the site, without templates.
  void data(Watch watch, IpAddress from, long octets, Instant end) {
    var record =
        new FlowRecord(EXPORTER, from, OUTSIDE, 1, 443, 6, octets, 1, 1, end.minusSeconds(1), end);
    for (var message : exporter.data(end, List.of(record))) {
      watch.datagram(EXPORTER, message.toArray(), end);
    }
  }
}
