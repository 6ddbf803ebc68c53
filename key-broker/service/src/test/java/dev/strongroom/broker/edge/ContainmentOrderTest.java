package dev.strongroom.broker.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.broker.Role;
import dev.strongroom.protocol.containment.ContainmentOrder;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Containment")
class ContainmentOrderTest extends OwnBroker {
  ContainmentOrderTest(@TempDir Path directory) throws Exception {
    super(directory);
  }

  @Test
  void previewsWithoutChangingAnything() throws Exception {
    var agent = launch("one");
    var id = agent.lease(agent.obtain(calls)).id();
    var entriesBefore = entries();

    var preview =
        node.containment().preview(order(ContainmentOrder.Action.END_LEASES), Role.OPERATOR);

    assertThat(preview.frozen()).isTrue();
    assertThat(preview.leases()).containsExactly(id);
    assertThat(preview.entryIndexes()).isEmpty();
    assertThat(entries()).isEqualTo(entriesBefore);
    assertThat(agent.status(node.leases().heartbeat(id, agent.heartbeat(id, 1))).live()).isTrue();
  }

  @Test
  void isIdempotent() throws Exception {
    var agent = launch("one");
    var _ = agent.obtain(calls);

    var first = node.containment().apply(order(ContainmentOrder.Action.END_LEASES), Role.OPERATOR);
    var again = node.containment().apply(order(ContainmentOrder.Action.END_LEASES), Role.OPERATOR);

    assertThat(first.entryIndexes()).hasSize(2);
    assertThat(again.frozen()).isTrue();
    assertThat(again.leases()).isEmpty();
    assertThat(again.entryIndexes()).isEmpty();
  }
}
