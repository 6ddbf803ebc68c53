package dev.strongroom.detector.edge;

import dev.strongroom.detector.finding.Alert;
import dev.strongroom.detector.finding.Containment;
import dev.strongroom.detector.finding.Containment.Phase;
import dev.strongroom.protocol.client.BrokerClient;
import dev.strongroom.protocol.client.RefusedException;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.protocol.containment.ContainmentOrder;
import dev.strongroom.protocol.containment.ContainmentOrder.Action;
import dev.strongroom.protocol.containment.ContainmentOrder.Source;
import dev.strongroom.protocol.containment.ContainmentReceipt;
import dev.strongroom.wire.MalformedException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Carries orders to the broker. An order stands on its alert, so it survives a restart; it is
/// tried until the broker accepts or refuses it, and what it said can be seen on the alert. A
/// refused freeze is tried again every minute until it is done or the alert is closed: what the
/// broker refuses may be mended there, and nobody would order the freeze again.
///
/// Flow records over UDP may come from anyone: by themselves they freeze releases, no more. Leases
/// end only by a person's order.
final class ContainmentDesk implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(ContainmentDesk.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final Duration REFUSED_PAUSE = Duration.ofMinutes(1);
  private static final int MAX_REASON_CHARACTERS = 500;
  private static final int MAX_DETAIL_CHARACTERS = 300;

  private final BrokerClient broker;
  private final InstantSource clock;
  private final Semaphore bell = new Semaphore(0);
  private volatile @Nullable Thread thread;

  ContainmentDesk(BrokerClient broker, InstantSource clock) {
    this.broker = broker;
    this.clock = clock;
  }

  /// Starts to carry the orders of `watch`, first those left from an earlier run.
  void start(Watch watch) {
    thread = Thread.ofVirtual().name("containment-desk").start(() -> run(watch));
  }

  /// Says that an order waits.
  void ring() {
    bell.release();
  }

  private void run(Watch watch) {
    var pause = FIRST_PAUSE;
    while (!Thread.currentThread().isInterrupted()) {
      pause = safeRound(watch) ? min(pause.multipliedBy(2), LONGEST_PAUSE) : FIRST_PAUSE;
      try {
        if (bell.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
          bell.drainPermits();
          pause = FIRST_PAUSE;
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /// An exception would end the thread, and with it every later order.
  private boolean safeRound(Watch watch) {
    try {
      return round(watch);
    } catch (RuntimeException e) {
      LOG.error("an order could not be carried", e);
      return true;
    }
  }

  /// Carries everything that waits, once.
  ///
  /// @return true if something still waits and should soon be tried again
  boolean round(Watch watch) {
    boolean waiting = false;
    for (var alert : watch.book().newestFirst()) {
      waiting |= attempt(watch, alert);
    }
    return waiting;
  }

  private boolean isDue(Alert alert) {
    var freeze = alert.freeze();
    return switch (freeze.phase()) {
      case NONE, DONE -> false;
      case PENDING -> true;
      case REFUSED ->
          alert.state() != Alert.State.CLOSED
              && !clock.instant().isBefore(freeze.at().plus(REFUSED_PAUSE));
    };
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  /// Carries what waits on `alert`.
  ///
  /// @return true if something still waits
  private boolean attempt(Watch watch, Alert alert) {
    boolean waiting = false;
    if (isDue(alert)) {
      var asked = alert.freeze();
      var next = ask(order(alert, Action.FREEZE_RELEASES), asked);
      // An order that came while the broker was asked stands.
      watch.change(alert.id(), now -> now.freeze().equals(asked) ? now.withFreeze(next) : now);
      waiting = next.phase() == Phase.PENDING;
    }
    if (alert.end().phase() == Phase.PENDING) {
      waiting |= endLeases(watch, alert).phase() == Phase.PENDING;
    }
    return waiting;
  }

  /// Asks the broker, now, to end the leases of the alert's model.
  ///
  /// @return what it said; if it said nothing, the order waits and is tried again
  Containment endLeases(Watch watch, Alert alert) {
    var next = ask(order(alert, Action.END_LEASES), alert.end());
    watch.change(
        alert.id(),
        now -> {
          var changed = now.withEnd(next, "operator");
          return next.phase() == Phase.DONE && changed.mayBecome(Alert.State.CONTAINED)
              ? changed.become(Alert.State.CONTAINED, "broker", "leases ended", next.at())
              : changed;
        });
    return next;
  }

  /// What ending the leases would do; nothing is changed.
  Optional<ContainmentReceipt> preview(Alert alert)
      throws RefusedException, UnavailableException, MalformedException {
    return alert.finding().model().isEmpty()
        ? Optional.empty()
        : Optional.of(broker.preview(order(alert, Action.END_LEASES)));
  }

  private static ContainmentOrder order(Alert alert, Action action) {
    var finding = alert.finding();
    var why = finding.why();
    return new ContainmentOrder(
        action,
        finding.owner(),
        finding.model(),
        action == Action.FREEZE_RELEASES ? Source.UNAUTHENTICATED_FLOWS : Source.PERSON,
        alert.id(),
        why.length() > MAX_REASON_CHARACTERS ? why.substring(0, MAX_REASON_CHARACTERS) : why);
  }

  private Containment ask(ContainmentOrder order, Containment before) {
    int attempts = before.attempts() + 1;
    try {
      var receipt = broker.contain(order);
      LOG.infof(
          "%s of %s/%s done for alert %s",
          order.action(), order.owner(), order.model(), order.alertId());
      return new Containment(
          Phase.DONE, attempts, done(receipt), clock.instant(), receipt.leases(), receipt.nodes());
    } catch (RefusedException e) {
      return answer(Phase.REFUSED, attempts, String.valueOf(e.getMessage()));
    } catch (UnavailableException | MalformedException e) {
      return answer(Phase.PENDING, attempts, String.valueOf(e.getMessage()));
    }
  }

  private static String done(ContainmentReceipt receipt) {
    var freeze = receipt.frozen() ? "releases are frozen" : "releases are not frozen";
    return receipt.leases().isEmpty()
        ? freeze
        : freeze + ", " + leases(receipt.leases().size()) + " ended";
  }

  private Containment answer(Phase phase, int attempts, String said) {
    var detail =
        said.length() > MAX_DETAIL_CHARACTERS ? said.substring(0, MAX_DETAIL_CHARACTERS) : said;
    LOG.warnf("containment %s after %d attempts: %s", phase, attempts, detail);
    return new Containment(phase, attempts, detail, clock.instant(), List.of(), List.of());
  }

  @Override
  public void close() {
    var running = thread;
    if (running != null) {
      running.interrupt();
    }
  }

  private static String leases(int count) {
    return count == 1 ? "1 lease" : count + " leases";
  }
}
