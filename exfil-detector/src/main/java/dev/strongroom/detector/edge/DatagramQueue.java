package dev.strongroom.detector.edge;

import dev.strongroom.protocol.network.IpAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Datagrams that wait for decoding, bounded in number and in bytes. Thread-safe.
final class DatagramQueue {
  private final ArrayBlockingQueue<Received> queue;
  private final long maxBytes;
  private final AtomicLong bytes = new AtomicLong();

  /// @param maxDatagrams that may wait
  /// @param maxBytes of payloads that may wait
  DatagramQueue(int maxDatagrams, long maxBytes) {
    this.queue = new ArrayBlockingQueue<>(maxDatagrams);
    this.maxBytes = maxBytes;
  }

  /// One datagram.
  ///
  /// @param exporter who sent it
  /// @param payload array-backed, from its first byte on
  /// @param arrival when it came
  /// @param arrivalNanos the same, on the clock of [System#nanoTime()]
  record Received(IpAddress exporter, ByteBuffer payload, Instant arrival, long arrivalNanos) {}

  /// False if there is no room; never waits.
  boolean offer(Received datagram) {
    int size = datagram.payload().capacity();
    if (bytes.addAndGet(size) <= maxBytes && queue.offer(datagram)) {
      return true;
    }
    bytes.addAndGet(-size);
    return false;
  }

  /// The next one; null if none came within the time.
  @Nullable Received poll(long seconds) throws InterruptedException {
    var next = queue.poll(seconds, TimeUnit.SECONDS);
    if (next != null) {
      bytes.addAndGet(-next.payload().capacity());
    }
    return next;
  }

  /// How many wait.
  int size() {
    return queue.size();
  }
}
