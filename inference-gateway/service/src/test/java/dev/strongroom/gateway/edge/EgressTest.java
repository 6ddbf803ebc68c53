package dev.strongroom.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.gateway.testing.FakeNode;
import dev.strongroom.gateway.testing.Site;
import dev.strongroom.gateway.testing.SiteResource;
import dev.strongroom.protocol.egress.EgressReport;
import dev.strongroom.wire.dsse.Envelope;
import dev.strongroom.wire.dsse.PublicKey;
import dev.strongroom.wire.json.StrictJson;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(SiteResource.class)
class EgressTest {
  private static final String ANSWER =
      """
      {"choices":[{"index":0,"message":{"role":"assistant","content":"hi"}}],\
      "usage":{"prompt_tokens":11,"completion_tokens":5,"total_tokens":16}}""";

  private static final String CHAT =
      "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}";

  @Inject MeterRegistry registry;

  private final Site site = Site.get();

  static EgressReport open(Site site, Envelope envelope) throws Exception {
    var key = PublicKey.ofPem(Files.readString(site.directory().resolve("egress.pem.pub.pem")));
    return StrictJson.read(
        envelope.verify(EgressReport.PAYLOAD_TYPE, List.of(key)), EgressReport.class);
  }

  /// The next record of `tenant`, from reports whose signatures hold.
  static EgressReport.Served reportOf(Site site, String tenant) throws Exception {
    while (true) {
      for (var served : open(site, site.detector().take()).records()) {
        if (served.tenant().equals(tenant)) {
          return served;
        }
      }
    }
  }

  @Test
  void reportsAreSignedAndRepeatedUnderOneSequenceUntilAccepted() throws Exception {
    try (var node = new FakeNode(conversation -> conversation.json(200, ANSWER))) {
      site.serve("private", node);
      site.detector().answer(503);
      site.detector().clear();
      var answer = site.chat("acme", CHAT.formatted("acme-private"));
      assertThat(answer.body()).isEqualTo(ANSWER);

      var refused = site.detector().take();
      var again = site.detector().take();
      site.detector().answer(202);

      assertThat(again).isEqualTo(refused);
      var report = open(site, refused);
      assertThat(report.gatewayId()).isEqualTo("gw-test");
      assertThat(report.from()).isBefore(report.to());
      assertThat(report.records())
          .contains(new EgressReport.Served("acme", "owner", "private", 1, ANSWER.length(), 11, 5));
    }
  }

  @Test
  @DisplayName("a report whose sequence is taken goes on under a fresh one")
  void renumbersWhatTheDetectorHasUnderAnotherReport() throws Exception {
    try (var node = new FakeNode(conversation -> conversation.json(200, ANSWER))) {
      site.serve("open", node);
      site.detector().answer(409);
      site.detector().clear();
      site.chat("bolt", CHAT.formatted("bolt-chat"));

      var refused = open(site, site.detector().take());
      var again = open(site, site.detector().take());

      assertThat(again.sequence()).isGreaterThan(refused.sequence());
      assertThat(again.records()).isEqualTo(refused.records());
      assertThat(again.from()).isEqualTo(refused.from());

      site.detector().answer(202);
      site.chat("acme", CHAT.formatted("acme-chat"));
      assertThat(reportOf(site, "acme").requests()).as("nothing is stuck").isEqualTo(1);
    } finally {
      site.detector().answer(202);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 413})
  @DisplayName("a report that is refused for good is set aside, and later ones go on")
  void setsAsideWhatTheDetectorNeverTakes(int status) throws Exception {
    double before = refusedForGood();
    try (var node = new FakeNode(conversation -> conversation.json(200, ANSWER))) {
      site.serve("open", node);
      site.detector().answer(status);
      site.detector().clear();
      site.chat("bolt", CHAT.formatted("bolt-chat"));
      var refused = open(site, site.detector().take());
      site.chat("acme", CHAT.formatted("acme-chat"));
      var next = open(site, site.detector().take());

      assertThat(next.sequence()).isEqualTo(refused.sequence() + 1);
      assertThat(next.records()).extracting(EgressReport.Served::tenant).containsExactly("acme");
      assertThat(refusedForGood()).isGreaterThan(before);
    } finally {
      site.detector().answer(202);
    }
  }

  private double refusedForGood() {
    return registry.get("strongroom.gateway.egress.reports.refused").counter().count();
  }

  @Test
  @DisplayName("while the sequence cannot be stored reports wait, and none is lost")
  void waitsForTheDisk() throws Exception {
    var told = new CountDownLatch(1);
    var handler = new Listener("cannot be stored", told);
    var logger = Logger.getLogger(EgressReporter.class.getName());
    logger.addHandler(handler);
    var inTheWay = site.directory().resolve("egress.pem.sequence.new");
    try (var node = new FakeNode(conversation -> conversation.json(200, ANSWER))) {
      site.serve("open", node);
      site.detector().clear();
      Files.createDirectory(inTheWay);

      site.chat("frugal", CHAT.formatted("chat"));
      assertThat(told.await(5, TimeUnit.SECONDS)).isTrue();
      Files.delete(inTheWay);

      assertThat(reportOf(site, "frugal").completionTokens()).isEqualTo(5);
    } finally {
      logger.removeHandler(handler);
      Files.deleteIfExists(inTheWay);
    }
  }

  private static final class Listener extends Handler {
    private final String words;
    private final CountDownLatch heard;

    Listener(String words, CountDownLatch heard) {
      this.words = words;
      this.heard = heard;
    }

    @Override
    public void publish(LogRecord record) {
      if (String.valueOf(record.getMessage()).contains(words)) {
        heard.countDown();
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
