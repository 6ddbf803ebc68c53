package dev.strongroom.broker.edge;

import dev.strongroom.protocol.client.RefusedException;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.wire.MalformedException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// What nobody asks for: leases that run out, nonces that are over, and changes that other replicas
/// made. A database that does not answer is tried again at the next turn.
final class Housekeeping implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Housekeeping.class.getName());
  private static final long WATCH_MILLIS = 250;
  private static final long EXPIRE_MILLIS = 1000;
  private static final long FORGET_MILLIS = 30_000;

  private final BrokerNode node;
  private final ScheduledExecutorService turns =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("housekeeping").factory());
  private long lastRevision;
  private boolean down;

  Housekeeping(BrokerNode node) {
    this.node = node;
  }

  private interface Turn {
    void take() throws RefusedException, UnavailableException, MalformedException;
  }

  void start() {
    every(WATCH_MILLIS, this::watch);
    every(EXPIRE_MILLIS, this::expire);
    every(FORGET_MILLIS, node.challenges()::forgetOld);
  }

  private void every(long millis, Turn turn) {
    var _ = turns.scheduleWithFixedDelay(() -> run(turn), millis, millis, TimeUnit.MILLISECONDS);
  }

  private void run(Turn turn) {
    try {
      turn.take();
      if (down) {
        LOG.log(Level.INFO, "the database answers again");
        down = false;
      }
    } catch (UnavailableException e) {
      if (!down) {
        LOG.log(Level.WARNING, "housekeeping waits: {0}", e.getMessage());
        down = true;
      }
    } catch (RefusedException | MalformedException | RuntimeException e) {
      LOG.log(Level.ERROR, "housekeeping failed", e);
    }
  }

  /// Notices what another replica changed, while somebody waits for it.
  private void watch() throws UnavailableException {
    if (node.signal().isWaitedFor()) {
      long revision = node.fleet().revision();
      if (revision != lastRevision) {
        lastRevision = revision;
        node.signal().raise();
      }
    }
  }

  private void expire() throws RefusedException, UnavailableException, MalformedException {
    var entries = node.leases().expire();
    if (!entries.isEmpty()) {
      node.checkpoints().cover(entries.getLast());
    }
  }

  @Override
  public void close() {
    turns.shutdownNow();
    try {
      var _ = turns.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
