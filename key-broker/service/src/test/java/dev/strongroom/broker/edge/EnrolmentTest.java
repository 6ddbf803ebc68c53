package dev.strongroom.broker.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.broker.testing.Site;
import dev.strongroom.protocol.ModelVersion;
import dev.strongroom.protocol.client.RefusedException;
import dev.strongroom.wire.SecretBytes;
import dev.strongroom.wire.dsse.Envelope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An enrolment")
class EnrolmentTest extends OwnBroker {
  private static final ModelVersion MISTRAL = new ModelVersion("acme", "mistral", 1);

  EnrolmentTest(@TempDir Path directory) throws Exception {
    super(directory);
  }

  private Envelope offer(ModelVersion model, SecretBytes key) {
    return owner.enrolment(model, owner.sign(owner.policy(model.model(), 1)), key);
  }

  @Test
  void withTheKeyOfAnotherVersionOrModelIsRefused() throws Exception {
    var before = entries();

    for (var model : List.of(new ModelVersion("acme", "llama", 2), MISTRAL)) {
      var refused = refusal(() -> node.enroller().enrol(offer(model, modelKey)));

      assertThat(refused.problem().status()).isEqualTo(409);
      assertThat(refused.problem().code()).isEqualTo("enrolment.key-reused");
      assertThat(refused.problem().detail()).contains("fresh key");
    }

    assertThat(entries()).isEqualTo(before);
  }

  @Test
  void withAFreshKeyIsTakenInAndMayBeRepeated() throws Exception {
    var fresh = offer(MISTRAL, SecretBytes.random(32, Site.RANDOM));

    var first = node.enroller().enrol(fresh);

    assertThat(node.enroller().enrol(fresh)).isEqualTo(first);
  }

  @Test
  void ofOneKeyForManyModelsAtOnceTakesOneIn() throws Exception {
    var key = SecretBytes.random(32, Site.RANDOM);
    var outcomes = new ArrayList<String>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var asks = new ArrayList<Callable<String>>();
      for (int i = 0; i < 8; i++) {
        var envelope = offer(new ModelVersion("acme", "model-" + i, 1), key);
        asks.add(
            () -> {
              try {
                var _ = node.enroller().enrol(envelope);
                return "enrolled";
              } catch (RefusedException e) {
                return e.problem().code();
              }
            });
      }
      for (var outcome : threads.invokeAll(asks)) {
        outcomes.add(outcome.get());
      }
    }

    assertThat(outcomes).hasSize(8).containsOnlyOnce("enrolled");
    assertThat(outcomes)
        .contains("enrolment.key-reused")
        .containsOnly("enrolled", "enrolment.key-reused");
  }
}
