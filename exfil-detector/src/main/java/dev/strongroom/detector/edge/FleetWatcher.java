package dev.strongroom.detector.edge;

import dev.strongroom.protocol.client.BrokerClient;
import dev.strongroom.protocol.client.RefusedException;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.wire.MalformedException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jboss.logging.Logger;

/// Keeps asking the broker who holds what, by long poll, and after each answer which moves of
/// devices it refused; so these are known 20 s later at most. While it does not answer, the last
/// answer stands, how old it is can be seen, and that it grew too old becomes an alert.
final class FleetWatcher implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(FleetWatcher.class);
  private static final Duration WAIT = Duration.ofSeconds(20);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final BrokerClient broker;
  private final Watch watch;
  private final InstantSource clock;
  private final Thread thread;
  private final FleetAge age;
  private volatile String problem = "not asked yet";

  FleetWatcher(BrokerClient broker, Watch watch, InstantSource clock) {
    this.broker = broker;
    this.watch = watch;
    this.clock = clock;
    this.age = new FleetAge(clock.instant());
    this.thread = Thread.ofVirtual().name("fleet-watcher").start(this::run);
  }

  private void run() {
    long revision = 0;
    while (!Thread.currentThread().isInterrupted()) {
      try {
        var fleet = broker.fleet(revision, revision == 0 ? Duration.ZERO : WAIT);
        watch.fleet(fleet);
        revision = fleet.revision();
        age.answered(clock.instant());
        var _ = watch.refusedMoves(broker.refusedMoves());
        problem = "";
      } catch (RefusedException | UnavailableException | MalformedException e) {
        problem(String.valueOf(e.getMessage()));
      } catch (RuntimeException e) {
        // A bug of ours, or an answer that no message type refused. Stopping would keep the last
        // answer for ever.
        problem("the answer cannot be used: " + e);
      }
      if (!problem.isEmpty()) {
        revision = 0;
        if (!pause()) {
          return;
        }
      }
    }
  }

  private void problem(String said) {
    if (!said.equals(problem)) {
      LOG.warnf("who holds what is not known anew: %s", said);
    }
    problem = said;
  }

  private static boolean pause() {
    try {
      Thread.sleep(PAUSE);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// Raises the alert once for each time that the broker's last answer grew too old; to be called
  /// every few seconds by somebody who waits for no broker.
  void judge(Instant now) {
    if (age.turnsOld(now)) {
      var _ = watch.fleetUnknown("last answer " + lastAnswer() + "; " + problem, now);
    }
  }

  /// When the broker last answered, 1970 if never.
  Instant lastAnswer() {
    return age.lastAnswer();
  }

  /// Why it does not, empty while it does.
  String problem() {
    return problem;
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
