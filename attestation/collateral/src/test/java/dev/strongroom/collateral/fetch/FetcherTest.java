package dev.strongroom.collateral.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.strongroom.attestation.scheme.snp.SnpProduct;
import dev.strongroom.attestation.scheme.snp.SnpTcb;
import dev.strongroom.collateral.fetch.FetchException.Reason;
import dev.strongroom.collateral.fetch.Transport.Answer;
import dev.strongroom.collateral.item.AmdItem;
import dev.strongroom.collateral.item.Item;
import dev.strongroom.collateral.item.Material;
import dev.strongroom.collateral.testing.FakeVendors;
import dev.strongroom.collateral.testing.Recorded;
import dev.strongroom.collateral.testing.TestTime;
import dev.strongroom.wire.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FetcherTest {
  private final TestTime time = new TestTime(Recorded.AT);
  private final FakeVendors vendors = new FakeVendors();
  private final Fetcher fetcher = new Fetcher(vendors, FetchRules.standard(), time, time);

  private FetchException failure(Item item) {
    return catchThrowableOfType(FetchException.class, () -> fetcher.fetch(item));
  }

  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }

  private static AmdItem.Vcek otherTcb(int microcode) {
    var item = Recorded.milanVcek();
    return new AmdItem.Vcek(SnpProduct.MILAN, item.hwid(), new SnpTcb(0, 4, 0, 24, microcode));
  }

  // spec: Intel PCS API version 4 issuer chain headers
  @Test
  void everyRecordedAnswerIsRead() throws Exception {
    for (var item : Recorded.items()) {
      var material = fetcher.fetch(item);
      assertThat(material.issuerChain()).isEqualTo(Recorded.material(item).issuerChain());
      assertThat(material.isFresh(Recorded.AT)).isTrue();
    }
    assertThat(vendors.requests()).hasSize(Recorded.items().size());
  }

  @Test
  void oneVcekInTenSeconds() throws Exception {
    fetcher.fetch(Recorded.milanVcek());
    fetcher.fetch(Recorded.turinVcek());
    fetcher.fetch(Recorded.MILAN_CHAIN);
    fetcher.fetch(Recorded.MILAN_CRL);

    assertThat(time.pauses()).containsExactly(seconds(10), seconds(10));
  }

  @Test
  void timeThatPassedAnywayIsNotWaitedForAgain() throws Exception {
    fetcher.fetch(Recorded.milanVcek());
    time.advance(seconds(7));
    fetcher.fetch(Recorded.turinVcek());
    time.advance(seconds(60));
    fetcher.fetch(Recorded.milanVcek());

    assertThat(time.pauses()).containsExactly(seconds(3));
  }

  @Test
  void oneServiceDoesNotWaitForAnother() throws Exception {
    fetcher.fetch(Recorded.milanVcek());
    fetcher.fetch(Recorded.TCB_INFO);
    fetcher.fetch(Recorded.ROOT_CRL);

    assertThat(time.pauses()).isEmpty();
  }

  // spec: RFC 9110 10.2.3 delay-seconds
  @Test
  void aBusyServiceIsLeftAloneForAsLongAsItSays() throws Exception {
    vendors.thenStatus(429, Map.of("retry-after", "30"));

    fetcher.fetch(Recorded.MILAN_CRL);

    assertThat(time.pauses()).containsExactly(seconds(30));
    assertThat(vendors.requests()).hasSize(2);
  }

  // spec: RFC 9110 10.2.3 HTTP-date
  @Test
  void retryAfterMayBeADate() throws Exception {
    vendors.thenStatus(503, Map.of("retry-after", "Wed, 01 Jul 2026 00:00:45 GMT"));

    fetcher.fetch(Recorded.MILAN_CRL);

    assertThat(time.pauses()).containsExactly(seconds(45));
  }

  // spec: RFC 9110 10.2.3 delay-seconds
  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "-5", "99999999999", "Tue, 30 Jun 2026 00:00:00 GMT"})
  void whereItSaysNothingOfUsePausesDouble(String header) {
    for (int i = 0; i < 4; i++) {
      vendors.thenStatus(503, Map.of("retry-after", header));
    }

    var failure = failure(Recorded.MILAN_CRL);

    assertThat(failure.code()).isEqualTo("collateral.busy");
    assertThat(time.pauses()).containsExactly(seconds(1), seconds(2), seconds(4));
    assertThat(vendors.requests()).hasSize(4);
  }

  @Test
  void aServiceThatWantsTooLongAPauseIsGivenUpAtOnce() {
    vendors.thenStatus(429, Map.of("retry-after", "3600"));

    var failure = failure(Recorded.MILAN_CRL);

    assertThat(failure.reason()).isEqualTo(Reason.BUSY);
    assertThat(failure.retryAfter()).isEqualTo(seconds(3600));
    assertThat(time.pauses()).isEmpty();
    assertThat(vendors.requests()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "404, collateral.absent",
    "410, collateral.gone",
    "400, collateral.refused",
    "401, collateral.refused",
    "302, collateral.refused",
    "204, collateral.refused",
  })
  void whatCannotPassIsNotTriedAgain(int status, String code) {
    vendors.thenStatus(status, Map.of());

    var failure = failure(Recorded.TCB_INFO);

    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure)
        .hasMessageContaining(Recorded.TCB_INFO.name())
        .hasMessageContaining("" + status);
    assertThat(vendors.requests()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TIMEOUT", "UNREACHABLE", "FAILED", "BUSY"})
  void whatMayPassIsTriedAgain(Reason reason) throws Exception {
    vendors.then(
        () -> {
          throw new FetchException(reason, "not now");
        });

    fetcher.fetch(Recorded.QE_IDENTITY);

    assertThat(time.pauses()).containsExactly(seconds(1));
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 504})
  void aServersOwnFailureMayPass(int status) throws Exception {
    vendors.thenStatus(status, Map.of()).thenStatus(status, Map.of());

    fetcher.fetch(Recorded.QE_IDENTITY);

    assertThat(time.pauses()).containsExactly(seconds(1), seconds(2));
  }

  @Test
  void anAnswerThatIsSomethingElseIsRefused() {
    vendors.then(() -> new Answer(200, Map.of(), Bytes.utf8("<html>login</html>")));
    assertThat(failure(Recorded.MILAN_CRL).code()).isEqualTo("collateral.malformed");

    vendors.then(() -> Recorded.answer(Recorded.turinVcek()));
    assertThat(failure(Recorded.milanVcek()))
        .hasMessageContaining("another TCB")
        .extracting(FetchException::code)
        .isEqualTo("collateral.malformed");

    vendors.then(() -> new Answer(200, Map.of(), Recorded.answer(Recorded.TCB_INFO).body()));
    assertThat(failure(Recorded.TCB_INFO)).hasMessageContaining("issuer chain is missing");

    vendors.then(
        () ->
            new Answer(
                200,
                Map.of("tcb-info-issuer-chain", "%zz"),
                Recorded.answer(Recorded.TCB_INFO).body()));
    assertThat(failure(Recorded.TCB_INFO)).hasMessageContaining("not URL-encoded");
  }

  @Test
  void anAnswerThatHasEndedIsRefused() {
    time.advance(Duration.ofDays(40));

    assertThat(failure(Recorded.TCB_INFO))
        .hasMessageContaining("ended at 2026-07-30T07:53:47Z")
        .extracting(FetchException::code)
        .isEqualTo("collateral.stale");
  }

  // spec: Intel PCS API version 4 issuer chain headers
  @Test
  void plusSignsOfBase64SurviveTheHeader() throws Exception {
    var answer = Recorded.answer(Recorded.TCB_INFO);
    var header = answer.headers().values().iterator().next().replace("%2B", "+");
    assertThat(header).contains("+");
    vendors.then(() -> new Answer(200, Map.of("tcb-info-issuer-chain", header), answer.body()));

    assertThat(fetcher.fetch(Recorded.TCB_INFO).issuerChain())
        .isEqualTo(Recorded.material(Recorded.TCB_INFO).issuerChain());
  }

  @Test
  void whoeverAsksForTheSameItemSharesOneRequest() throws Exception {
    var asked = new CountDownLatch(1);
    var answer = new CountDownLatch(1);
    vendors.then(
        () -> {
          asked.countDown();
          await(answer);
          return Recorded.answer(Recorded.milanVcek());
        });

    var results = new ArrayList<Future<Material>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      results.add(threads.submit(() -> fetcher.fetch(Recorded.milanVcek())));
      await(asked);
      for (int i = 0; i < 50; i++) {
        results.add(waiting(threads, () -> fetcher.fetch(Recorded.milanVcek())));
      }
      answer.countDown();
    }
    for (var result : results) {
      assertThat(result.resultNow()).isSameAs(results.getFirst().resultNow());
    }
    assertThat(vendors.requests()).hasSize(1);
    assertThat(time.pauses()).isEmpty();
  }

  /// Submits `call` and returns once it waits for somebody.
  private static <T> Future<T> waiting(ExecutorService threads, Callable<T> call) {
    var caller = new CompletableFuture<Thread>();
    var result =
        threads.submit(
            () -> {
              caller.complete(Thread.currentThread());
              return call.call();
            });
    while (caller.join().getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    return result;
  }

  @Test
  void whoeverSharesARequestSharesItsFailure() throws Exception {
    var asked = new CountDownLatch(1);
    var answer = new CountDownLatch(1);
    vendors.then(
        () -> {
          asked.countDown();
          await(answer);
          return new Answer(404, Map.of(), Bytes.empty());
        });

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var first = threads.submit(() -> failure(otherTcb(1)));
      await(asked);
      var second = waiting(threads, () -> failure(otherTcb(1)));
      answer.countDown();

      assertThat(first.get().code()).isEqualTo("collateral.absent");
      assertThat(second.get().code()).isEqualTo("collateral.absent");
      assertThat(second.get()).hasCause(first.get());
    }
    assertThat(vendors.requests()).hasSize(1);
  }

  @Test
  void severalTcbsOfAChipAreSeveralRequests() {
    failure(otherTcb(1));
    failure(otherTcb(2));

    assertThat(vendors.requests()).hasSize(2).doesNotHaveDuplicates();
  }

  @Test
  void whoeverIsInterruptedStops() {
    Sleeper interrupted =
        _ -> {
          throw new InterruptedException();
        };
    var hasty = new Fetcher(vendors, FetchRules.standard(), time, interrupted);
    vendors.thenStatus(503, Map.of());

    var failure = catchThrowableOfType(FetchException.class, () -> hasty.fetch(Recorded.MILAN_CRL));

    assertThat(failure.code()).isEqualTo("collateral.interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void whoeverSharesARequestIsNotStoppedWithTheOther() throws Exception {
    var asked = new CountDownLatch(1);
    var stop = new CountDownLatch(1);
    vendors.then(
        () -> {
          asked.countDown();
          await(stop);
          throw new FetchException(Reason.INTERRUPTED, "told to stop");
        });

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var first = threads.submit(() -> failure(Recorded.MILAN_CRL));
      await(asked);
      var second = waiting(threads, () -> fetcher.fetch(Recorded.MILAN_CRL));
      stop.countDown();

      assertThat(first.get().reason()).isEqualTo(Reason.INTERRUPTED);
      assertThat(second.get().item()).isEqualTo(Recorded.MILAN_CRL);
    }
    assertThat(vendors.requests()).hasSize(2);
  }

  @Test
  void aFailedItemCanBeAskedForAgain() throws Exception {
    vendors.thenStatus(404, Map.of());
    failure(Recorded.MILAN_CRL);

    assertThat(fetcher.fetch(Recorded.MILAN_CRL).item()).isEqualTo(Recorded.MILAN_CRL);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
