package dev.strongroom.detector.edge;

import static dev.strongroom.detector.edge.WatchFixture.EXPORTER;
import static dev.strongroom.detector.edge.WatchFixture.T0;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class DatagramQueueTest {
  private static DatagramQueue.Received of(int bytes) {
    return new DatagramQueue.Received(EXPORTER, ByteBuffer.allocate(bytes), T0, 0);
  }

  @Test
  void isBoundedInBytes() throws Exception {
    var queue = new DatagramQueue(1000, 100);
    assertThat(queue.offer(of(60))).isTrue();
    assertThat(queue.offer(of(41))).isFalse();
    assertThat(queue.offer(of(40))).as("what was refused takes no room").isTrue();
    assertThat(queue.offer(of(1))).isFalse();

    assertThat(queue.poll(0)).isEqualTo(of(60));
    assertThat(queue.offer(of(61))).isFalse();
    assertThat(queue.offer(of(60))).isTrue();
  }

  @Test
  void isBoundedInNumber() throws Exception {
    var queue = new DatagramQueue(2, 100);
    assertThat(queue.offer(of(0))).isTrue();
    assertThat(queue.offer(of(50))).isTrue();
    assertThat(queue.offer(of(50))).isFalse();
    assertThat(queue.size()).isEqualTo(2);
    queue.poll(0);
    assertThat(queue.offer(of(50))).as("what was refused takes no room").isTrue();
    assertThat(queue.poll(0)).isEqualTo(of(50));
    assertThat(queue.poll(0)).isEqualTo(of(50));
    assertThat(queue.poll(0)).isNull();
  }
}
