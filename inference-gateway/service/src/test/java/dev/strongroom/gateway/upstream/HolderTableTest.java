package dev.strongroom.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.protocol.ModelVersion;
import dev.strongroom.protocol.Profile;
import dev.strongroom.protocol.containment.Fleet;
import dev.strongroom.wire.dsse.PublicKey;
import dev.strongroom.wire.dsse.SigningKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class HolderTableTest {
  private static final long SECOND = 1_000_000_000L;
  private static final PublicKey KEY = SigningKey.generate(new SecureRandom()).publicKey();

  private final HolderTable table = new HolderTable(Profile.PRODUCTION);

  private static Fleet.Holder holder(String lease, long version, String endpoint, long seconds) {
    return new Fleet.Holder(
        lease,
        new ModelVersion("o", "m", version),
        KEY,
        endpoint,
        List.of(),
        Instant.EPOCH,
        Duration.ofSeconds(seconds));
  }

  private static Fleet fleet(Profile profile, Fleet.Holder... holders) {
    return new Fleet(profile, 1, List.of(), List.of(holders));
  }

  private List<String> live(long now) {
    return table.live("o", "m", now).stream().map(holder -> holder.pool().leaseId()).toList();
  }

  @Test
  void leasesCountFromTheQuestionNotFromTheAnswer() {
    table.replace(fleet(Profile.PRODUCTION, holder("a", 1, "https://n:1", 10)), 5 * SECOND);

    assertThat(live(15 * SECOND - 1)).containsExactly("a");
    assertThat(live(15 * SECOND)).isEmpty();
    assertThat(table.livePools(15 * SECOND)).isEmpty();
    assertThat(table.nextDeadline(5 * SECOND)).contains(15 * SECOND);
    assertThat(table.nextDeadline(15 * SECOND)).isEmpty();
  }

  @Test
  void theNextAnswerReplacesTheLastWhole() {
    table.replace(fleet(Profile.PRODUCTION, holder("a", 1, "https://n:1", 10)), 0);
    table.replace(fleet(Profile.PRODUCTION, holder("b", 1, "https://n:1", 10)), 0);
    assertThat(live(0)).containsExactly("b");
    table.replace(fleet(Profile.PRODUCTION), 0);
    assertThat(live(0)).isEmpty();
  }

  @Test
  void servesTheNewestVersionOnly() {
    table.replace(
        fleet(
            Profile.PRODUCTION,
            holder("old", 1, "https://n:1", 10),
            holder("new", 2, "https://n:2", 5),
            holder("new too", 2, "https://n:3", 10)),
        0);
    assertThat(live(0)).containsExactly("new", "new too");
    assertThat(live(5 * SECOND)).containsExactly("new too");
  }

  @Test
  void anotherProfileEndsEverything() {
    table.replace(fleet(Profile.PRODUCTION, holder("a", 1, "https://n:1", 10)), 0);

    assertThat(table.replace(fleet(Profile.SIMULATION, holder("a", 1, "https://n:1", 10)), 0))
        .isFalse();
    assertThat(live(0)).isEmpty();
  }

  @Test
  void knowsNoEndpointButHttps() {
    for (var endpoint : List.of("", "http://n:1", "https://", "n:1", "https:n", "ht tp://n")) {
      table.replace(fleet(Profile.PRODUCTION, holder("a", 1, endpoint, 10)), 0);
      assertThat(live(0)).as(endpoint).isEmpty();
    }
  }
}
