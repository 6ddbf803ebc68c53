package dev.strongroom.gateway.edge;

import dev.strongroom.protocol.egress.EgressReport;
import dev.strongroom.tenancy.egress.EgressLedger;
import dev.strongroom.wire.dsse.Envelope;
import dev.strongroom.wire.dsse.SigningKey;
import dev.strongroom.wire.json.StrictJson;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import org.jboss.logging.Logger;

/// Tells the detector what was served: signed reports of each interval, in order, each repeated
/// under its sequence until it is accepted. Where the detector says that a sequence is taken (HTTP
/// 409), the report goes on under a fresh one: what was served counts, whoever used the number.
/// What it will never take (HTTP 400 and 413) is set aside and logged, so that later reports go on;
/// the detector tells the gap in the sequence. While the detector is away a bounded number of
/// reports waits; after that the ledger goes on adding up, and nothing is lost but the division
/// into intervals.
final class EgressReporter implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(EgressReporter.class);
  private static final int MAX_WAITING = 64;
  private static final int SEQUENCE_TAKEN = 409;
  private static final Set<Integer> REFUSED_FOR_GOOD = Set.of(400, 413);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final EgressLedger ledger;
  private final SigningKey key;
  private final SequenceFile sequence;
  private final URI target;
  private final Duration interval;
  private final InstantSource clock;
  private final Counter refused;
  private final HttpClient http;
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private final Thread thread;
  private volatile boolean running = true;
  private final ArrayDeque<EgressReport> drained = new ArrayDeque<>();
  private long nextSequence;
  private boolean accepted = true;
  private boolean storable = true;

  private record Waiting(EgressReport report, Envelope signed) {}

  EgressReporter(
      EgressLedger ledger,
      SigningKey key,
      SequenceFile sequence,
      URI detector,
      SSLContext tls,
      Duration interval,
      InstantSource clock,
      MeterRegistry registry) {
    this.ledger = ledger;
    this.key = key;
    this.sequence = sequence;
    this.target = detector.resolve("/v1/egress");
    this.interval = interval;
    this.clock = clock;
    this.refused =
        Counter.builder("strongroom.gateway.egress.reports.refused")
            .description("egress reports that the detector refused for good")
            .register(registry);
    this.http =
        HttpClient.newBuilder()
            .sslContext(tls)
            .connectTimeout(TIMEOUT)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    this.thread = Thread.ofVirtual().name("egress-reporter").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  private void run() {
    while (running) {
      LockSupport.parkNanos(interval.toNanos());
      closeInterval();
      sendWaiting();
    }
    closeInterval(); // what was served while the last round was under way
    sendWaiting();
  }

  private void closeInterval() {
    if (drained.isEmpty() && waiting.size() < MAX_WAITING) {
      drained.addAll(ledger.drain(clock.instant()));
    }
    while (!drained.isEmpty() && enqueue(drained.getFirst())) {
      drained.removeFirst();
    }
  }

  /// The sequence is on disk before the report is anywhere: a crash leaves a gap, which is a
  /// finding, and never a second report of the same number. While the disk does not take it, the
  /// report waits, and a number that another took meanwhile is not set back.
  private boolean enqueue(EgressReport report) {
    try {
      nextSequence = Math.max(nextSequence, report.sequence() + 1);
      sequence.store(nextSequence);
    } catch (IOException e) {
      if (storable) {
        LOG.errorf(
            "the sequence of egress reports cannot be stored (%s); they wait",
            e.getClass().getSimpleName());
      }
      storable = false;
      return false;
    }
    storable = true;
    waiting.add(new Waiting(report, key.sign(EgressReport.PAYLOAD_TYPE, StrictJson.write(report))));
    return true;
  }

  private void sendWaiting() {
    while (!waiting.isEmpty() && send(waiting.getFirst())) {
      waiting.removeFirst();
    }
  }

  /// One a round, so that a gateway whose count is far behind floods nobody while it catches up.
  private void renumber(Waiting refused) {
    var report = refused.report();
    var fresh =
        new EgressReport(
            report.gatewayId(),
            ledger.takeSequence(),
            report.from(),
            report.to(),
            report.records());
    if (enqueue(fresh)) {
      waiting.remove(refused);
    }
  }

  private void setAside(Waiting report, int status) {
    refused.increment();
    var lost = report.report();
    LOG.errorf(
        "detector at %s refused egress report %d for good (HTTP status %d): what %d pairs of tenant"
            + " and model got from %s to %s does not count there, and it will tell a gap",
        target, lost.sequence(), status, lost.records().size(), lost.from(), lost.to());
  }

  private boolean send(Waiting report) {
    var request =
        HttpRequest.newBuilder(target)
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(report.signed().toJson().toArray()))
            .build();
    try {
      int status = http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      if (status == SEQUENCE_TAKEN) {
        renumber(report);
      } else if (REFUSED_FOR_GOOD.contains(status)) {
        setAside(report, status);
        return true;
      }
      return noted(status / 100 == 2, "HTTP status " + status);
    } catch (IOException e) {
      return noted(false, e.getClass().getSimpleName());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private boolean noted(boolean success, String how) {
    if (accepted && !success) {
      LOG.warnf("detector at %s does not take egress reports (%s); they wait", target, how);
    }
    accepted = success;
    return success;
  }

  /// Stops, and tries once to deliver what is left.
  @Override
  public void close() {
    running = false;
    LockSupport.unpark(thread);
    try {
      thread.join(TIMEOUT);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    http.shutdownNow();
  }
}
