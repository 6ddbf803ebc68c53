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
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Receives datagrams on one thread and hands them to the watch on another, with a bounded queue in
/// between: what does not fit is counted and dropped, never waited for. Should either thread end
/// before it is told to, for want of memory or by a bug, the process ends too.
final class UdpCollector implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(UdpCollector.class);
  private static final int MAX_DATAGRAM_BYTES = 65_535;
  private static final int RECEIVE_BUFFER_BYTES = 8 * 1024 * 1024;

  /// Of all datagrams that wait: what the default queue holds of datagrams of 4 KiB.
  private static final long MAX_WAITING_BYTES = 32L << 20;

  /// What was dropped is reported within this, also while nothing comes in.
  private static final long REPORT_SECONDS = 1;

  private final DatagramChannel channel;
  private final List<IpNetwork> allowed;
  private final Watch watch;
  private final AlertTimer timer;
  private final InstantSource clock;
  private final Halt halt;
  private final DatagramQueue queue;
  private final LongAdder received = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final LongAdder foreign = new LongAdder();
  private volatile @Nullable IpAddress unlisted;
  private volatile boolean closing;
  private long reportedDropped;
  private final Thread receiver;
  private final Thread decoder;

  /// Told how long it took from a datagram's arrival to its alert on disk.
  interface AlertTimer {
    void opened(Alert alert, long nanos);
  }

  private UdpCollector(
      DatagramChannel channel,
      Settings settings,
      Watch watch,
      AlertTimer timer,
      InstantSource clock,
      Halt halt) {
    this.channel = channel;
    this.allowed = settings.exporters();
    this.watch = watch;
    this.timer = timer;
    this.clock = clock;
    this.halt = halt;
    this.queue = new DatagramQueue(settings.queueDatagrams(), MAX_WAITING_BYTES);
    this.receiver = thread("collector-receive", this::receive);
    this.decoder = thread("collector-decode", this::decode);
  }

  /// A thread whose end is the end of the process, unless we are being closed.
  private Thread thread(String name, Runnable loop) {
    return Thread.ofPlatform()
        .name(name)
        .daemon()
        .unstarted(
            () -> {
              var why = "it stopped";
              try {
                loop.run();
              } catch (Throwable e) {
                // Errors above all: without memory nothing is sure to run as it should.
                why = e.toString();
              } finally {
                if (!closing) {
                  halt.now("thread " + name + ": " + why);
                }
              }
            });
  }

  /// Binds and starts.
  ///
  /// @param halt told when a thread ended that should not
  /// @throws IOException if the address cannot be bound
  static UdpCollector start(
      Settings settings, Watch watch, AlertTimer timer, InstantSource clock, Halt halt)
      throws IOException {
    var channel = DatagramChannel.open();
    try {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER_BYTES);
      channel.bind(settings.collector());
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    var collector = new UdpCollector(channel, settings, watch, timer, clock, halt);
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
        if (!queue.offer(
            new DatagramQueue.Received(
                exporter, ByteBuffer.wrap(payload), clock.instant(), nanos))) {
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
        var next = queue.poll(REPORT_SECONDS);
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

  private void count(DatagramQueue.Received next) {
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
    closing = true;
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
