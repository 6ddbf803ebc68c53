package dev.strongroom.detector.edge;

import dev.strongroom.detector.finding.Alert;
import dev.strongroom.detector.finding.Impairment;
import dev.strongroom.detector.flow.ipfix.IpfixDecoder;
import dev.strongroom.protocol.network.IpAddress;
import dev.strongroom.protocol.network.IpNetwork;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Receives datagrams on one thread and hands them to the watch on another, with a bounded queue in
/// between: what does not fit is counted and dropped, never waited for.
final class UdpCollector implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(UdpCollector.class);
  private static final int MAX_DATAGRAM_BYTES = 65_535;
  private static final int RECEIVE_BUFFER_BYTES = 8 * 1024 * 1024;

  /// What was dropped is reported within this, also while nothing comes in.
  private static final long REPORT_SECONDS = 1;

  private final DatagramChannel channel;
  private final List<IpNetwork> allowed;
  private final Watch watch;
  private final AlertTimer timer;
  private final InstantSource clock;
  private final ArrayBlockingQueue<Received> queue;
  private final LongAdder received = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final LongAdder foreign = new LongAdder();
  private volatile @Nullable IpAddress unlisted;
  private long reportedDropped;
  private final Thread receiver;
  private final Thread decoder;

  /// Told how long it took from a datagram's arrival to its alert on disk.
  interface AlertTimer {
    void opened(Alert alert, long nanos);
  }

  private record Received(
      IpAddress exporter, ByteBuffer payload, Instant arrival, long arrivalNanos) {}

  private UdpCollector(
      DatagramChannel channel,
      Settings settings,
      Watch watch,
      AlertTimer timer,
      InstantSource clock) {
    this.channel = channel;
    this.allowed = settings.exporters();
    this.watch = watch;
    this.timer = timer;
    this.clock = clock;
    this.queue = new ArrayBlockingQueue<>(settings.queueDatagrams());
    this.receiver = Thread.ofPlatform().name("collector-receive").daemon().unstarted(this::receive);
    this.decoder = Thread.ofPlatform().name("collector-decode").daemon().unstarted(this::decode);
  }

  /// Binds and starts.
  ///
  /// @throws IOException if the address cannot be bound
  static UdpCollector start(Settings settings, Watch watch, AlertTimer timer, InstantSource clock)
      throws IOException {
    var channel = DatagramChannel.open();
    try {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER_BYTES);
      channel.bind(settings.collector());
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    var collector = new UdpCollector(channel, settings, watch, timer, clock);
    collector.decoder.start();
    collector.receiver.start();
    return collector;
  }

  private void receive() {
    var buffer = ByteBuffer.allocateDirect(MAX_DATAGRAM_BYTES);
    while (channel.isOpen()) {
      try {
        buffer.clear();
        var sender = (InetSocketAddress) channel.receive(buffer);
        long nanos = System.nanoTime();
        received.increment();
        var exporter = IpAddress.of(sender.getAddress());
        if (!IpNetwork.anyContains(allowed, exporter)) {
          foreign.increment();
          if (isIpfix(buffer.flip())) {
            unlisted = exporter;
          }
          continue;
        }
        var payload = new byte[buffer.flip().remaining()];
        buffer.get(payload);
        var datagram = new Received(exporter, ByteBuffer.wrap(payload), clock.instant(), nanos);
        if (!queue.offer(datagram)) {
          dropped.increment();
        }
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        LOG.errorf("receiving flow records failed: %s", e);
      }
    }
  }

  /// What other senders send is no exporter's records that we miss: port scans, strays.
  private static boolean isIpfix(ByteBuffer datagram) {
    return datagram.remaining() >= Short.BYTES && datagram.getShort(0) == IpfixDecoder.VERSION;
  }

  private void decode() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        var next = queue.poll(REPORT_SECONDS, TimeUnit.SECONDS);
        if (next != null) {
          count(next);
        }
        reportLosses();
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        // A bug of ours. Stopping would blind us for every later record.
        LOG.error("a datagram could not be counted", e);
      }
    }
  }

  private void count(Received next) {
    for (var alert : watch.datagram(next.exporter(), next.payload().array(), next.arrival())) {
      timer.opened(alert, System.nanoTime() - next.arrivalNanos());
    }
  }

  /// Tells the watch what the receiving thread dropped since the last time; that thread itself must
  /// not wait for it.
  private void reportLosses() {
    long lost = dropped.sum();
    if (lost > reportedDropped) {
      watch.impaired(
          Impairment.DROPPED,
          lost - reportedDropped + " datagrams, because decoding is behind",
          clock.instant());
      reportedDropped = lost;
    }
    var sender = unlisted;
    if (sender != null) {
      unlisted = null;
      watch.impaired(Impairment.UNLISTED, "last from " + sender, clock.instant());
    }
  }

  /// Where it listens.
  InetSocketAddress address() {
    try {
      return (InetSocketAddress) channel.getLocalAddress();
    } catch (IOException e) {
      throw new IllegalStateException("the collector is closed", e);
    }
  }

  /// Datagrams received.
  long received() {
    return received.sum();
  }

  /// Of these, dropped because the queue was full: bytes are missing.
  long dropped() {
    return dropped.sum();
  }

  /// Of these, dropped because their sender is no allowed exporter.
  long foreign() {
    return foreign.sum();
  }

  /// Datagrams that wait.
  int waiting() {
    return queue.size();
  }

  /// True while both threads run.
  boolean works() {
    return receiver.isAlive() && decoder.isAlive();
  }

  @Override
  public void close() {
    try {
      channel.close();
      receiver.join();
      decoder.interrupt();
      decoder.join();
    } catch (IOException e) {
      LOG.warnf("closing the collector: %s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
