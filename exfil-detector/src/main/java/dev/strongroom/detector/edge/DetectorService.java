package dev.strongroom.detector.edge;

import dev.strongroom.detector.attribution.Attributor;
import dev.strongroom.detector.finding.Alert;
import dev.strongroom.detector.finding.Detector;
import dev.strongroom.protocol.client.BrokerClient;
import dev.strongroom.protocol.client.ClientTls;
import dev.strongroom.wire.MalformedException;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Starts and stops the parts, in an order that loses nothing: totals are there before the first
/// datagram, and saved after the last.
@ApplicationScoped
public class DetectorService {
  private static final Logger LOG = Logger.getLogger(DetectorService.class);
  private static final long TICK_SECONDS = 5;

  private final DetectorConfig config;
  private final MeterRegistry meters;
  private final String httpHost;
  private final InstantSource clock = InstantSource.system();
  private final Halt halt = Halt.ofProcess();
  private @Nullable Parts parts;

  private record Parts(
      Settings settings,
      Watch watch,
      UdpCollector collector,
      BrokerClient broker,
      FleetWatcher fleet,
      ContainmentDesk desk,
      ScheduledExecutorService ticker) {}

  DetectorService(
      DetectorConfig config,
      MeterRegistry meters,
      @ConfigProperty(name = "quarkus.http.host") String httpHost) {
    this.config = config;
    this.meters = meters;
    this.httpHost = httpHost;
  }

  void start(@Observes @Priority(1) StartupEvent event) {
    try {
      var settings = Settings.of(config);
      requireFreeHttpPort(settings);
      parts = start(settings);
    } catch (MalformedException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new StartException(
          "strongroom.detector.state or strongroom.detector.tls.directory: "
              + e.getClass().getSimpleName()
              + ": "
              + e.getMessage());
    }
  }

  /// The server itself would say less: not which option to change.
  private void requireFreeHttpPort(Settings settings) throws IOException {
    if (settings.httpPort() == 0) {
      return;
    }
    try (var probe = new ServerSocket(settings.httpPort(), 1, InetAddress.getByName(httpHost))) {
      LOG.debugf("port %d is free", probe.getLocalPort());
    } catch (BindException e) {
      throw new StartException(
          "TCP port "
              + settings.httpPort()
              + " on "
              + httpHost
              + " is in use; free it, or choose another with strongroom.detector.http.port");
    }
  }

  private Parts start(Settings settings) throws IOException, MalformedException {
    var directory = new StateDirectory(settings.state());
    var tls =
        ClientTls.mutual(
            settings.tls().resolve("ca.pem"),
            settings.tls().resolve("detector.pem"),
            settings.tls().resolve("detector.key"));
    var broker = new BrokerClient(settings.broker(), tls);
    var desk = new ContainmentDesk(broker, clock);
    var detector =
        new Detector(
            new Attributor(settings.site(), settings.gateways(), settings.linger()),
            settings.unattributedBudgetBytes(),
            settings.servedBudgetBytes());
    var watch =
        new Watch(detector, directory, directory.load(), clock, settings.profile(), desk::ring);
    var latency =
        Timer.builder("strongroom.detector.alert.latency")
            .description("from a datagram's arrival to its alert on disk")
            .publishPercentileHistogram()
            .register(meters);
    var collector = collector(settings, watch, latency);
    var fleet = new FleetWatcher(broker, watch, clock);
    desk.start(watch);
    var ticker = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
    var _ =
        ticker.scheduleWithFixedDelay(
            () -> tick(watch, fleet), TICK_SECONDS, TICK_SECONDS, TimeUnit.SECONDS);
    var started = new Parts(settings, watch, collector, broker, fleet, desk, ticker);
    meters(started);
    LOG.infof(
        "flow records on UDP %s; %s profile; state in %s; nobody watched for %s before",
        collector.address(), settings.profile().text(), directory, watch.restartGap());
    return started;
  }

  /// An exception would end the schedule, and with it all saving; an error may leave anything
  /// undone.
  private void tick(Watch watch, FleetWatcher fleet) {
    try {
      fleet.judge(clock.instant());
      watch.save();
    } catch (RuntimeException e) {
      LOG.error("state could not be saved", e);
    } catch (Error e) {
      halt.now("saving state: " + e);
    }
  }

  private UdpCollector collector(Settings settings, Watch watch, Timer latency) throws IOException {
    try {
      return UdpCollector.start(
          settings, watch, (_, nanos) -> latency.record(nanos, TimeUnit.NANOSECONDS), clock, halt);
    } catch (BindException e) {
      throw new StartException(
          "UDP port "
              + settings.collector().getPort()
              + " on "
              + settings.collector().getAddress().getHostAddress()
              + " cannot be bound ("
              + e.getMessage()
              + "); free it, or choose another with strongroom.detector.collector.port");
    }
  }

  private void meters(Parts started) {
    var collector = started.collector();
    counter("datagrams", "received", collector, UdpCollector::received);
    counter(
        "datagrams.dropped", "lost because decoding is behind", collector, UdpCollector::dropped);
    counter(
        "datagrams.foreign",
        "from senders that are no exporters",
        collector,
        UdpCollector::foreign);
    var watch = started.watch();
    counter(
        "datagrams.malformed",
        "dropped as malformed",
        watch,
        w -> w.exporters().stream().mapToLong(e -> e.malformed()).sum());
    counter(
        "flows",
        "flow records counted",
        watch,
        w -> w.exporters().stream().mapToLong(e -> e.flows()).sum());
    counter(
        "records.lost",
        "missing by sequence number",
        watch,
        w -> w.exporters().stream().mapToLong(e -> e.lostRecords()).sum());
    gauges(watch);
  }

  private void gauges(Watch watch) {
    Gauge.builder(
            "strongroom.detector.alerts.unclosed",
            watch,
            w ->
                w.book().alerts().values().stream()
                    .filter(a -> a.mayBecome(Alert.State.CLOSED))
                    .count())
        .description("alerts that nobody closed")
        .register(meters);
    Gauge.builder(
            "strongroom.detector.budget.used.max.ratio",
            this,
            s ->
                s.status().budgets().stream()
                    .mapToDouble(Status.Budget::usedFraction)
                    .max()
                    .orElse(0))
        .description("fullest egress budget, 1 is full")
        .register(meters);
  }

  private <T> void counter(String name, String description, T source, ToDoubleFunction<T> value) {
    FunctionCounter.builder("strongroom.detector." + name, source, value)
        .description(description)
        .register(meters);
  }

  void stop(@Observes ShutdownEvent event) {
    var running = parts;
    if (running == null) {
      return;
    }
    running.collector().close();
    running.fleet().close();
    running.desk().close();
    running.broker().close();
    running.ticker().shutdownNow();
    running.watch().save();
  }

  private Parts parts() {
    return Objects.requireNonNull(parts, "asked before the start");
  }

  Settings settings() {
    return parts().settings();
  }

  Watch watch() {
    return parts().watch();
  }

  ContainmentDesk desk() {
    return parts().desk();
  }

  UdpCollector collector() {
    return parts().collector();
  }

  FleetWatcher fleet() {
    return parts().fleet();
  }

  Status status() {
    return Status.of(settings(), watch(), collector(), fleet(), now());
  }

  Instant now() {
    return clock.instant();
  }
}
