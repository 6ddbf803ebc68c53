package dev.strongroom.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.gateway.testing.FakeNode;
import dev.strongroom.gateway.testing.RawClient;
import dev.strongroom.gateway.testing.Site;
import dev.strongroom.gateway.testing.SiteResource;
import dev.strongroom.protocol.Profile;
import dev.strongroom.wire.dsse.SigningKey;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Which nodes get to see a request, and what is seen of it elsewhere.
@QuarkusTest
@QuarkusTestResource(SiteResource.class)
class NodeTrustTest {
  private static final String CHAT =
      "{\"model\":\"acme-chat\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]%s}";
  private static final String ANSWER = "{\"choices\":[]}";

  private final Site site = Site.get();

  private static FakeNode node() throws Exception {
    return new FakeNode(conversation -> conversation.json(200, ANSWER));
  }

  private int chat() throws Exception {
    return site.chat("acme", CHAT.formatted("")).statusCode();
  }

  @Test
  @DisplayName(
      "attack 15: while the attested node is dead, a healthy one without lease gets nothing")
  void neverFallsBackToAnUnattestedNode() throws Exception {
    try (var unattested = node()) {
      var attested = node();
      site.serve("open", attested);
      assertThat(chat()).isEqualTo(200);
      attested.close();

      var response = site.chat("acme", CHAT.formatted(""));

      assertThat(response.statusCode()).isIn(502, 503);
      assertThat(site.chat("acme", CHAT.formatted("")).statusCode()).isEqualTo(503);
      site.broker().publish(List.of());
      assertThat(chat()).isEqualTo(503);
      assertThat(unattested.connections()).isZero();
    }
  }

  @Test
  @DisplayName("attack 16: a node that shows another TLS key gets not one byte of the request")
  void refusesSwappedKey() throws Exception {
    var key = SigningKey.generate(new SecureRandom());
    int port;
    try (var genuine = new FakeNode(key, 0, c -> c.json(200, ANSWER))) {
      port = genuine.port();
      site.serve("open", genuine);
      assertThat(chat()).isEqualTo(200);
    }
    try (var impostor =
        new FakeNode(SigningKey.generate(new SecureRandom()), port, c -> c.json(200, ANSWER))) {
      assertThat(chat()).isIn(502, 503);
      assertThat(chat()).isEqualTo(503);
      assertThat(impostor.connections()).isPositive();
      assertThat(impostor.waiting()).isZero();
    }
  }

  @Test
  void showsNodesThatItIsAGateway() throws Exception {
    var callers = new LinkedBlockingQueue<String>();
    try (var node =
        new FakeNode(
            conversation -> {
              callers.add(conversation.caller());
              conversation.json(200, ANSWER);
            })) {
      site.serve("open", node);

      assertThat(chat()).isEqualTo(200);
      assertThat(callers).containsExactly("CN=gateway");
    }
  }

  @Test
  void leasesRunOutByTheGatewaysOwnClockWhileTheBrokerIsAway() throws Exception {
    var resets = new LinkedBlockingQueue<Duration>();
    try (var node =
        new FakeNode(
            conversation -> {
              conversation.events();
              conversation.chunk("data: {\"choices\":[]}\n\n");
              resets.add(conversation.untilReset());
            })) {
      site.broker().publish(List.of(Site.holder("open", node, Duration.ofSeconds(3))));
      site.broker().silence(true);
      try (var client = new RawClient(site)) {
        client.chat("acme", "", CHAT.formatted(",\"stream\":true")).readUntil("choices");

        var open = resets.poll(5, TimeUnit.SECONDS);

        assertThat(open).isNotNull().isLessThan(Duration.ofSeconds(3));
        assertThat(client.readAll()).doesNotContain("[DONE]");
      }
      node.take();
      assertThat(chat()).isEqualTo(503);
      assertThat(node.waiting()).isZero();
    } finally {
      site.broker().silence(false);
    }
  }

  @Test
  @Timeout(30)
  void outlivesAWordOfTheBrokersThatMakesNoSense() throws Exception {
    try (var node = node()) {
      site.serve("open", node);
      var absurd = Site.holder("open", node, Duration.ofDays(200_000)); // 2^63 ns are 106,751 days
      site.broker().publish(Profile.SIMULATION, List.of(absurd));
      while (site.manage("/q/health/ready").statusCode() != 503) {
        Thread.onSpinWait();
      }

      site.serve("open", node);

      assertThat(chat()).isEqualTo(200);
      assertThat(site.manage("/q/health/ready").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void asksTheBrokerAsGateway() throws Exception {
    try (var node = node()) {
      site.serve("open", node);
      assertThat(site.broker().callers()).containsExactly("CN=gateway");
      assertThat(site.manage("/q/health/ready").body()).contains("\"broker\"", "UP");
    }
  }

  @Test
  @DisplayName("attack 21: a prompt appears in no log and no metric, whatever goes wrong")
  void promptsAreNowhere() throws Exception {
    var lines = new LinkedBlockingQueue<String>();
    var handler = new Recorder(lines);
    var root = Logger.getLogger("");
    var ours = Logger.getLogger("dev.strongroom");
    root.addHandler(handler);
    ours.setLevel(Level.ALL);
    try (var node = node()) {
      site.serve("open", node);
      var canary = "CANARY-7f3a";
      var good = CHAT.replace("\"x\"", "\"" + canary + "\"");
      site.chat("acme", good.formatted(""));
      site.chat("acme", good.formatted(",\"stop\":\"" + canary + "\",\"stop\":1"));
      site.chat("acme", good.formatted("") + canary);
      site.chat("acme", good.formatted(",\"" + canary + "\":1"));
      site.chat("acme", good.replace("acme-chat", canary).formatted(""));
      node.script(conversation -> conversation.json(200, canary));
      site.chat("acme", good.formatted(",\"stream\":true"));
      node.script(conversation -> conversation.socket().close());
      site.chat("acme", good.formatted(""));
      ours.info("the recorder works");

      var metrics = site.manage("/q/metrics").body();
      assertThat(metrics).contains("strongroom_gateway_requests_total").contains("acme-chat");
      assertThat(metrics).doesNotContain(canary);
      assertThat(lines).contains("the recorder works");
      assertThat(lines).noneMatch(line -> line.contains(canary) || line.contains("sr-key-of"));
    } finally {
      root.removeHandler(handler);
      ours.setLevel(null);
    }
  }

  private static final class Recorder extends Handler {
    private final LinkedBlockingQueue<String> lines;

    Recorder(LinkedBlockingQueue<String> lines) {
      this.lines = lines;
    }

    @Override
    public void publish(LogRecord record) {
      lines.add(String.valueOf(record.getMessage()));
      if (record.getParameters() != null) {
        lines.add(List.of(record.getParameters()).toString());
      }
      if (record.getThrown() != null) {
        lines.add(record.getThrown().toString());
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
