package dev.strongroom.agent.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.agent.AgentException;
import dev.strongroom.agent.Fault;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EvidenceSourcesTest {
  @Test
  void saysThatThereIsNoTee() {
    assertThatThrownBy(() -> EvidenceSources.open(EvidenceSources.registered(), "none", Map.of()))
        .isInstanceOfSatisfying(
            AgentException.class, e -> assertThat(e.fault()).isEqualTo(Fault.NO_TEE))
        .hasMessageContaining("this machine has no TEE");
  }

  @Test
  void listsTheNamesThatThereAre() {
    assertThatThrownBy(() -> EvidenceSources.open(EvidenceSources.registered(), "snp", Map.of()))
        .isInstanceOfSatisfying(
            AgentException.class, e -> assertThat(e.fault()).isEqualTo(Fault.USAGE))
        .hasMessageContaining("got snp")
        .hasMessageContaining("none");
  }

  @Test
  void refusesANameThatTwoProvidersClaim() {
    assertThatThrownBy(
            () -> EvidenceSources.open(List.of(new NoTee(), new NoTee()), "none", Map.of()))
        .isInstanceOfSatisfying(
            AgentException.class, e -> assertThat(e.fault()).isEqualTo(Fault.USAGE));
  }
}
