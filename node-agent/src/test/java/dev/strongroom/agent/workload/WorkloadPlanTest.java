package dev.strongroom.agent.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.agent.AgentException;
import dev.strongroom.agent.testkit.Site;
import dev.strongroom.protocol.Profile;
import dev.strongroom.protocol.release.Ticket;
import dev.strongroom.protocol.release.Workload;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.dsse.SigningKey;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkloadPlanTest {
  private static final List<String> ARGV = List.of("/serve", "--model", "{weights}");

  private static Workload workload(String image, List<String> argv, Map<String, String> variables) {
    return new Workload(image, argv, new TreeMap<>(variables));
  }

  private static Ticket ticketFor(Workload workload) {
    return new Ticket(
        Profile.SIMULATION,
        "acme",
        "tiny",
        1,
        1,
        new Ticket.Broker(
            "b", SigningKey.generate(new SecureRandom()).publicKey(), "origin", "key"),
        Bytes.zeros(48),
        workload.digest(),
        List.of(Bytes.utf8("an authority")),
        List.of(Site.NODES),
        Instant.MAX);
  }

  @Test
  void putsThePathInPlaceOfThePlaceholder() {
    var plan = new WorkloadPlan(workload("i", ARGV, Map.of()));

    assertThat(plan.commandLine("/proc/1/fd/9"))
        .containsExactly("/serve", "--model", "/proc/1/fd/9");
  }

  @Test
  void isAllowedByItsTicketWhateverThePath() throws Exception {
    var workload = workload("i", ARGV, Map.of("LANG", "C"));

    new WorkloadPlan(workload).requireAllowedBy(ticketFor(workload));
  }

  @Test
  void refusesAChangedImageArgumentOrVariable() {
    var ticket = ticketFor(workload("i", ARGV, Map.of("LANG", "C")));
    for (var other :
        List.of(
            workload("j", ARGV, Map.of("LANG", "C")),
            workload("i", List.of("/serve", "{weights}", "--model"), Map.of("LANG", "C")),
            workload("i", List.of("/serve", "--model", "{weights}", "--dump"), Map.of("LANG", "C")),
            workload("i", ARGV, Map.of("LANG", "D")),
            workload("i", ARGV, Map.of("LANG", "C", "LD_PRELOAD", "/x.so")))) {
      assertThatThrownBy(() -> new WorkloadPlan(other).requireAllowedBy(ticket))
          .isInstanceOf(AgentException.class)
          .hasMessageContaining("agent.workload")
          .hasMessageContaining(ticket.workload().hex());
    }
  }

  @Test
  void wantsThePlaceholderAsAnArgumentOfItsOwn() {
    for (var argv : List.of(List.of("/serve"), List.of("/serve", "--model={weights}"))) {
      assertThatThrownBy(() -> new WorkloadPlan(workload("i", argv, Map.of())))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("{weights}");
    }
  }

  @Test
  void readsTheReadyLine() {
    assertThat(ReadyLine.parse("READY http://127.0.0.1:8080"))
        .contains(URI.create("http://127.0.0.1:8080"));
    assertThat(ReadyLine.parse("READY http://127.0.0.1:8080 load_ms=12"))
        .contains(URI.create("http://127.0.0.1:8080"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "READY",
        "ready http://127.0.0.1:8080",
        " READY http://127.0.0.1:8080",
        "READY http://10.0.0.1:8080",
        "READY https://127.0.0.1:8080",
        "READY http://127.0.0.1:8080@evil:1",
        "READY http://127.0.0.1:8080/path",
        "READY http://127.0.0.1:0",
        "READY http://127.0.0.1:70000",
      })
  void takesNoOtherLine(String line) {
    assertThat(ReadyLine.parse(line)).isEmpty();
  }
}
