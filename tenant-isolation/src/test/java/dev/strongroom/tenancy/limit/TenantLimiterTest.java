package dev.strongroom.tenancy.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class TenantLimiterTest {
  private static final long SECOND = 1_000_000_000L;

  private static Limits limits(long requests, long tokens, int concurrent) {
    return new Limits(requests, tokens, concurrent, 1000);
  }

  /// Both steps, as a gateway takes them.
  private static Decision reserve(TenantLimiter limiter, long wanted, long now) {
    var admitted = limiter.admit(now);
    if (!(admitted instanceof Decision.Admitted(var place))) {
      return admitted;
    }
    var reserved = limiter.reserve(place, wanted, now);
    if (!(reserved instanceof Decision.Admitted)) {
      limiter.settle(place, 0, now);
    }
    return reserved;
  }

  private static Reservation admitted(Decision decision) {
    assertThat(decision).isInstanceOf(Decision.Admitted.class);
    return ((Decision.Admitted) decision).reservation();
  }

  @Test
  void hundredParallelRequestsAgainstRoomForOneAdmitExactlyOne() throws Exception {
    for (int round = 0; round < 50; round++) {
      var limiter = new TenantLimiter(limits(1000, 100, 1000));
      var start = new CountDownLatch(1);
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        var tasks = new ArrayList<java.util.concurrent.Future<Decision>>();
        for (int i = 0; i < 100; i++) {
          Callable<Decision> task =
              () -> {
                start.await();
                return reserve(limiter, 60, 0);
              };
          tasks.add(threads.submit(task));
        }
        start.countDown();
        int admitted = 0;
        for (var task : tasks) {
          if (task.get() instanceof Decision.Admitted) {
            admitted++;
          }
        }
        assertThat(admitted).isEqualTo(1);
      }
    }
  }

  @Test
  void saysWhenRoomReturnsAndKeepsItsWord() {
    var limiter = new TenantLimiter(limits(2, 1000, 10));
    admitted(reserve(limiter, 1, 0));
    admitted(reserve(limiter, 1, 0));

    var refused = reserve(limiter, 1, 0);

    assertThat(refused)
        .isEqualTo(new Decision.Throttled(Decision.Limit.REQUESTS, Duration.ofSeconds(30)));
    assertThat(reserve(limiter, 1, 30 * SECOND - 1)).isInstanceOf(Decision.Throttled.class);
    admitted(reserve(limiter, 1, 30 * SECOND));
  }

  @Test
  void refusedRequestsTakeNoTokens() {
    var limiter = new TenantLimiter(limits(1000, 60, 10));
    admitted(reserve(limiter, 60, 0));
    for (int i = 0; i < 500; i++) {
      assertThat(reserve(limiter, 30, 0)).isInstanceOf(Decision.Throttled.class);
    }
    admitted(reserve(limiter, 30, 30 * SECOND));
  }

  @Test
  void whatWasAdmittedCountsAsARequestWhateverBecomesOfIt() {
    var limiter = new TenantLimiter(limits(2, 1000, 10));
    limiter.settle(admitted(limiter.admit(0)), 0, 0);
    limiter.settle(admitted(limiter.admit(0)), 0, 0);

    assertThat(limiter.admit(0))
        .isEqualTo(new Decision.Throttled(Decision.Limit.REQUESTS, Duration.ofSeconds(30)));
    assertThat(limiter.quota(0).remainingTokens()).isEqualTo(1000);
  }

  @Test
  void placesAreTakenBeforeAnyToken() {
    var limiter = new TenantLimiter(limits(1000, 1000, 1));
    var place = admitted(limiter.admit(0));
    assertThat(limiter.admit(0)).isInstanceOf(Decision.Throttled.class);

    assertThat(limiter.reserve(place, 1001, 0)).isInstanceOf(Decision.Oversized.class);
    assertThat(limiter.admit(0)).as("still in its place").isInstanceOf(Decision.Throttled.class);

    limiter.settle(place, 0, 0);
    admitted(limiter.admit(0));
  }

  @Test
  void tokensAreReservedOnceAndOnlyWhileAdmitted() {
    var limiter = new TenantLimiter(limits(1000, 1000, 2));
    var place = admitted(limiter.admit(0));
    admitted(limiter.reserve(place, 10, 0));
    assertThatThrownBy(() -> limiter.reserve(place, 10, 0))
        .isInstanceOf(IllegalStateException.class);
    limiter.settle(place, 0, 0);
    assertThatThrownBy(() -> limiter.reserve(place, 10, 0))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void whatNeverFitsIsNotThrottledButOversized() {
    var limiter = new TenantLimiter(limits(10, 100, 10));

    assertThat(reserve(limiter, 101, 0)).isEqualTo(new Decision.Oversized(101, 100));
    assertThat(reserve(limiter, Long.MAX_VALUE, 0)).isInstanceOf(Decision.Oversized.class);
    admitted(reserve(limiter, 100, 0));
  }

  @Test
  void limitsRequestsInFlightUntilTheyAreSettled() {
    var limiter = new TenantLimiter(limits(1000, 100_000, 2));
    var first = admitted(reserve(limiter, 1, 0));
    admitted(reserve(limiter, 1, 0));
    assertThat(reserve(limiter, 1, 0))
        .isEqualTo(new Decision.Throttled(Decision.Limit.CONCURRENCY, Duration.ofSeconds(1)));

    limiter.settle(first, 1, 0);
    limiter.settle(first, 1, 0);

    admitted(reserve(limiter, 1, 0));
    assertThat(reserve(limiter, 1, 0)).isInstanceOf(Decision.Throttled.class);
  }

  @Test
  void refundsWhatWasNotUsedOnceOnly() {
    var limiter = new TenantLimiter(limits(1000, 100, 10));
    var reservation = admitted(reserve(limiter, 100, 0));

    limiter.settle(reservation, 40, 0);
    limiter.settle(reservation, 0, 0);

    assertThat(limiter.quota(0).remainingTokens()).isEqualTo(60);
    assertThat(reserve(limiter, 61, 0)).isInstanceOf(Decision.Throttled.class);
    admitted(reserve(limiter, 60, 0));
  }

  @Test
  void chargesWhatWasUsedBeyondTheReservation() {
    var limiter = new TenantLimiter(limits(1000, 60, 10));
    limiter.settle(admitted(reserve(limiter, 10, 0)), 120, 0);

    assertThat(reserve(limiter, 1, 0))
        .isEqualTo(new Decision.Throttled(Decision.Limit.TOKENS, Duration.ofSeconds(61)));
  }

  @Test
  void hugeUsageNeitherOverflowsNorRefunds() {
    var limiter = new TenantLimiter(limits(1000, Limits.MAX_PER_MINUTE, 10));
    limiter.settle(admitted(reserve(limiter, 1, 0)), Long.MAX_VALUE, 0);

    assertThat(reserve(limiter, 1, 60 * SECOND)).isInstanceOf(Decision.Throttled.class);
  }

  /// Over every window, what was admitted in it and finally charged stays within one burst plus the
  /// window's share of the limit, whatever was refunded, and when.
  @Test
  void noScheduleOfRefundsExceedsTheLimit() {
    for (long seed = 0; seed < 300; seed++) {
      var random = new SplittableRandom(seed);
      long limit = 60;
      var limiter = new TenantLimiter(limits(1_000_000, limit, 1_000));
      var running = new ArrayList<Running>();
      var charged = new ArrayList<long[]>();
      long now = 0;
      for (int step = 0; step < 200; step++) {
        now += random.nextLong(0, 20) * SECOND;
        if (random.nextBoolean() || running.isEmpty()) {
          long wanted = random.nextLong(1, limit + 1);
          if (reserve(limiter, wanted, now) instanceof Decision.Admitted(var reservation)) {
            var entry = new long[] {now, wanted};
            charged.add(entry);
            running.add(new Running(reservation, entry));
          }
        } else {
          var ended = running.remove(random.nextInt(running.size()));
          long used = random.nextLong(0, ended.entry()[1] + 1);
          ended.entry()[1] = used;
          limiter.settle(ended.reservation(), used, now);
        }
      }
      assertNoWindowExceeds(charged, limit, seed);
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // the entry is shared with the list that is judged
  private record Running(Reservation reservation, long[] entry) {}

  private static void assertNoWindowExceeds(List<long[]> charged, long limit, long seed) {
    for (int i = 0; i < charged.size(); i++) {
      long sum = 0;
      for (int j = i; j < charged.size(); j++) {
        sum += charged.get(j)[1];
        double seconds = (double) (charged.get(j)[0] - charged.get(i)[0]) / SECOND;
        assertThat((double) sum)
            .as("seed %d, admissions %d to %d", seed, i, j)
            .isLessThanOrEqualTo(limit + limit * seconds / 60 + 1e-6);
      }
    }
  }
}
