package dev.strongroom.gateway.edge;

import dev.strongroom.gateway.upstream.HolderTable;
import dev.strongroom.protocol.client.BrokerClient;
import dev.strongroom.protocol.client.RefusedException;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.wire.MalformedException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/// Follows the broker's word on the fleet from a thread of its own. A long poll says when something
/// changed; a second, immediate question then gives remaining times that are as fresh as the
/// network is quick. While the broker is away, leases simply run out.
final class FleetWatch implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(FleetWatch.class);
  private static final Duration RETRY = Duration.ofMillis(250);
  private static final Duration SHORTEST_POLL = Duration.ofSeconds(1);

  private final BrokerClient broker;
  private final HolderTable table;
  private final LongSupplier nanos;
  private final Duration poll;
  private final Runnable onNews;
  private final Thread thread;
  private volatile boolean running = true;
  private volatile boolean reachable;

  FleetWatch(
      BrokerClient broker, HolderTable table, LongSupplier nanos, Duration poll, Runnable onNews) {
    this.broker = broker;
    this.table = table;
    this.nanos = nanos;
    this.poll = poll;
    this.onNews = onNews;
    this.thread = Thread.ofVirtual().name("fleet-watch").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /// True while the last question was answered.
  boolean reachable() {
    return reachable;
  }

  private void run() {
    while (running) {
      try {
        long revision = ask(0, Duration.ZERO);
        ask(revision, patience());
      } catch (UnavailableException | RefusedException | MalformedException e) {
        lost(String.valueOf(e.getMessage()));
      } catch (RuntimeException e) {
        // Our bug, or a word of the broker's that makes no sense. Nobody else would ask again.
        lost(e.getClass().getName());
      }
    }
  }

  private void lost(String reason) {
    if (reachable && running) {
      LOG.warnf("broker lost, leases run out on their own: %s", reason);
    }
    reachable = false;
    LockSupport.parkNanos(RETRY.toNanos());
  }

  private long ask(long revision, Duration wait)
      throws RefusedException, UnavailableException, MalformedException {
    long asked = nanos.getAsLong();
    var fleet = broker.fleet(revision, wait);
    if (table.replace(fleet, asked)) {
      if (!reachable) {
        LOG.infof("broker found, %d holders", fleet.holders().size());
      }
      reachable = true;
    } else {
      throw new MalformedException(
          "profile", -1, "the broker speaks for " + fleet.profile().text() + ", not for ours");
    }
    onNews.run();
    return fleet.revision();
  }

  /// A third of the shortest lease, so that a poll's length never eats up what it asks about.
  private Duration patience() {
    long now = nanos.getAsLong();
    var shortest =
        table
            .nextDeadline(now)
            .map(deadline -> Duration.ofNanos((deadline - now) / 3))
            .orElse(poll);
    var wait = shortest.compareTo(poll) < 0 ? shortest : poll;
    return wait.compareTo(SHORTEST_POLL) < 0 ? SHORTEST_POLL : Duration.ofSeconds(wait.toSeconds());
  }

  @Override
  public void close() {
    running = false;
    thread.interrupt();
    broker.close();
  }
}
