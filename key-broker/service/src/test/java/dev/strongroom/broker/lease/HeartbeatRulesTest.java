package dev.strongroom.broker.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.broker.lease.HeartbeatRules.Step;
import dev.strongroom.protocol.ModelVersion;
import dev.strongroom.protocol.release.Heartbeat;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.dsse.SigningKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A heartbeat")
class HeartbeatRulesTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final Duration TTL = Duration.ofSeconds(60);
  private static final Instant EXPIRES = NOW.plusSeconds(20);
  private static final SigningKey KEY = SigningKey.generate(new SecureRandom());

  private static HeldLease lease(long sequence, boolean ended) {
    return new HeldLease(
        "lease-1",
        new ModelVersion("acme", "llama", 1),
        Bytes.zeros(48),
        KEY.publicKey(),
        "a1",
        "01",
        NOW.minusSeconds(40),
        TTL,
        Duration.ofSeconds(10),
        EXPIRES,
        sequence,
        "https://one",
        List.of(),
        ended,
        ended ? "over" : "",
        1,
        0);
  }

  private static Heartbeat heartbeat(long sequence, String endpoint) {
    return new Heartbeat("lease-1", sequence, endpoint, List.of());
  }

  @Test
  void renewsForAWholeTtlFromNow() {
    assertThat(HeartbeatRules.next(lease(4, false), heartbeat(5, "https://one"), NOW))
        .isEqualTo(new Step.Renew(NOW.plus(TTL), false));
  }

  @Test
  void isVisibleToOthersIfItMovesTheEndpoint() {
    assertThat(HeartbeatRules.next(lease(4, false), heartbeat(9, "https://two"), NOW))
        .isEqualTo(new Step.Renew(NOW.plus(TTL), true));
  }

  @Test
  void thatComesAgainMovesNothing() {
    assertThat(HeartbeatRules.next(lease(4, false), heartbeat(4, "https://one"), NOW))
        .isEqualTo(new Step.Repeat(Duration.ofSeconds(20)));
  }

  @Test
  void thatIsOlderOrBelowOneIsOutOfOrder() {
    assertThat(HeartbeatRules.next(lease(4, false), heartbeat(3, ""), NOW))
        .isEqualTo(new Step.OutOfOrder(4));
    assertThat(HeartbeatRules.next(lease(0, false), heartbeat(0, ""), NOW))
        .isEqualTo(new Step.OutOfOrder(0));
  }

  @Test
  void atTheVeryExpiryIsTooLate() {
    assertThat(HeartbeatRules.next(lease(4, false), heartbeat(5, ""), EXPIRES))
        .isEqualTo(new Step.Expire());
  }

  @Test
  void revivesNothing() {
    assertThat(HeartbeatRules.next(lease(4, true), heartbeat(5, ""), NOW))
        .isEqualTo(new Step.Ended("over"));
  }
}
