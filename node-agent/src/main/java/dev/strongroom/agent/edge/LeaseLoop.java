package dev.strongroom.agent.edge;

import dev.strongroom.agent.handshake.Granted;
import dev.strongroom.agent.lease.LeaseEnd;
import dev.strongroom.agent.lease.LeaseEvent;
import dev.strongroom.agent.lease.LeaseMachine;
import dev.strongroom.agent.lease.LeaseState;
import dev.strongroom.protocol.client.BrokerClient;
import dev.strongroom.protocol.client.RefusedException;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.protocol.network.IpAddress;
import dev.strongroom.protocol.release.Heartbeat;
import dev.strongroom.protocol.release.Lease;
import dev.strongroom.protocol.release.LeaseStatus;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.Envelope;
import dev.strongroom.wire.dsse.PublicKey;
import dev.strongroom.wire.dsse.SigningKey;
import dev.strongroom.wire.dsse.UntrustedException;
import dev.strongroom.wire.json.StrictJson;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Drives [LeaseMachine]: sends the heartbeats that it asks for, waits for hints from the broker,
/// and says once when the lease is over. Thread-safe.
final class LeaseLoop implements AutoCloseable {
  /// How long a hint is waited for in one request.
  private static final Duration LONG_POLL = Duration.ofSeconds(20);

  /// Least time between two requests for a hint, whatever the broker answers.
  private static final Duration POLL_FLOOR = Duration.ofMillis(100);

  private static final Duration POLL_AFTER_FAILURE = Duration.ofSeconds(1);

  /// Longest nap: timers do not run while the machine is suspended, so the clock is asked this
  /// often.
  private static final long NAP_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final BrokerClient broker;
  private final Lease lease;
  private final PublicKey brokerKey;
  private final SigningKey identity;
  private final List<IpAddress> addresses;
  private final LongSupplier clock;
  private final Consumer<String> progress;
  private final Consumer<LeaseEnd> onOver;
  private final LeaseMachine machine;
  private final BlockingQueue<LeaseEvent> events = new LinkedBlockingQueue<>();
  private final Thread driver = Thread.ofVirtual().name("lease").unstarted(this::drive);
  private final Thread watcher = Thread.ofVirtual().name("lease-hints").unstarted(this::watch);

  private volatile LeaseState state;
  private volatile String endpoint = "";
  private volatile boolean closed;
  private final CountDownLatch known = new CountDownLatch(1);
  private Heartbeat last;
  private Envelope lastSigned;

  /// @param addresses under which the node's traffic appears in flow records
  /// @param onOver called once, on a thread of the loop
  LeaseLoop(
      BrokerClient broker,
      Granted granted,
      PublicKey brokerKey,
      List<IpAddress> addresses,
      LongSupplier clock,
      Consumer<String> progress,
      Consumer<LeaseEnd> onOver) {
    this.broker = broker;
    this.lease = granted.lease();
    this.brokerKey = brokerKey;
    this.identity = granted.keys().identity();
    this.addresses = List.copyOf(addresses);
    this.clock = clock;
    this.progress = progress;
    this.onOver = onOver;
    this.machine = new LeaseMachine(lease.id(), lease.heartbeat());
    this.state = LeaseState.granted(granted.askedAt(), lease.ttl());
    this.last = new Heartbeat(lease.id(), 0, "", this.addresses);
    this.lastSigned = sign(last);
  }

  void start() {
    driver.start();
    watcher.start();
  }

  /// Waits until the broker has answered a heartbeat: from then on the detector knows under which
  /// addresses this node's traffic appears, and only then are the weights opened. If the lease ends
  /// first, whoever is told of it interrupts the wait.
  void awaitKnown() throws InterruptedException {
    known.await();
  }

  /// True if the model may be used now.
  boolean allows() {
    return LeaseMachine.allows(state, clock.getAsLong());
  }

  /// From now on heartbeats say where the node serves; empty while it does not.
  void announce(String servesAt) {
    endpoint = servesAt;
    events.add(new LeaseEvent.Woken(clock.getAsLong()));
  }

  private void drive() {
    try {
      while (state instanceof LeaseState.Live live) {
        var event = events.poll(napUntil(live.wakeAt()), TimeUnit.NANOSECONDS);
        apply(event == null ? new LeaseEvent.Tick(clock.getAsLong()) : event);
      }
    } catch (InterruptedException _) {
      return;
    }
    if (state instanceof LeaseState.Over(var end) && !closed) {
      onOver.accept(end);
    }
  }

  private long napUntil(long at) {
    return Math.clamp(at - clock.getAsLong(), 0, NAP_NANOS);
  }

  private void apply(LeaseEvent event) {
    var step = machine.next(state, event);
    state = step.state();
    if (state instanceof LeaseState.Live live && live.answered() > 0) {
      known.countDown();
    }
    step.send().ifPresent(this::send);
  }

  /// A repetition is the same bytes: what its answer vouches for must not change under its number.
  private void send(long sequence) {
    if (last.sequence() != sequence) {
      last = new Heartbeat(lease.id(), sequence, endpoint, addresses);
      lastSigned = sign(last);
    }
    var envelope = lastSigned;
    Thread.ofVirtual().name("heartbeat").start(() -> events.add(beat(sequence, envelope)));
  }

  private Envelope sign(Heartbeat heartbeat) {
    return identity.sign(Heartbeat.PAYLOAD_TYPE, StrictJson.write(heartbeat));
  }

  private LeaseEvent beat(long sequence, Envelope envelope) {
    try {
      var status = LeaseStatus.open(broker.heartbeat(lease.id(), envelope), brokerKey);
      return new LeaseEvent.Answered(clock.getAsLong(), status);
    } catch (RefusedException e) {
      return new LeaseEvent.Rejected(clock.getAsLong(), sequence, String.valueOf(e.getMessage()));
    } catch (UnavailableException | UntrustedException | MalformedException e) {
      if (!closed) {
        progress.accept("heartbeat " + sequence + " not answered: " + e.getMessage());
      }
      return new LeaseEvent.Failed(clock.getAsLong(), sequence);
    }
  }

  private void watch() {
    long revision = 0;
    try {
      while (!closed && state instanceof LeaseState.Live) {
        try {
          long seen = broker.awaitLease(lease.id(), revision, LONG_POLL).revision();
          if (seen != revision) {
            revision = seen;
            events.add(new LeaseEvent.Woken(clock.getAsLong()));
          }
          Thread.sleep(POLL_FLOOR);
        } catch (RefusedException | UnavailableException | MalformedException _) {
          // Hints are only hints: heartbeats go on, and they tell what is wrong.
          Thread.sleep(POLL_AFTER_FAILURE);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed = true;
    driver.interrupt();
    watcher.interrupt();
  }
}
