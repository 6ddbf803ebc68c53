package dev.strongroom.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.gateway.testing.FakeNode;
import dev.strongroom.gateway.testing.RawClient;
import dev.strongroom.gateway.testing.Site;
import dev.strongroom.gateway.testing.SiteResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@QuarkusTest
@QuarkusTestResource(SiteResource.class)
@DisplayName("attack 12: requests about whose length two parsers could disagree")
class FramingTest {
  private static final String BODY =
      "{\"model\":\"acme-chat\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}";
  private static final String CHUNKED =
      Integer.toHexString(BODY.length()) + "\r\n" + BODY + "\r\n0\r\n\r\n";

  private final Site site = Site.get();
  private FakeNode node;

  @BeforeEach
  void serve() throws Exception {
    node = new FakeNode(conversation -> conversation.json(200, "{\"choices\":[]}"));
    site.serve("open", node);
  }

  @AfterEach
  void close() throws Exception {
    node.close();
  }

  static Stream<Arguments> cases() {
    var length = "Content-Length: " + BODY.length() + "\r\n";
    var chunked = "Transfer-Encoding: chunked\r\n";
    return Stream.of(
        Arguments.of("both lengths", length + chunked, CHUNKED),
        Arguments.of("two lengths", length + "Content-Length: 5\r\n", BODY),
        Arguments.of("a length list", "Content-Length: 5, 5\r\n", BODY),
        Arguments.of("a signed length", "Content-Length: +" + BODY.length() + "\r\n", BODY),
        Arguments.of("unknown coding", "Transfer-Encoding: xchunked\r\n", CHUNKED),
        Arguments.of("chunked not last", "Transfer-Encoding: chunked, identity\r\n", CHUNKED),
        Arguments.of("blank before colon", "Transfer-Encoding : chunked\r\n", CHUNKED),
        Arguments.of("bad chunk size", chunked, "zz\r\n" + BODY + "\r\n0\r\n\r\n"),
        Arguments.of("negative chunk size", chunked, "-1\r\n" + BODY + "\r\n0\r\n\r\n"),
        Arguments.of("NUL in a header", "X-A: b\0c\r\n" + length, BODY));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void areRefusedAndTheConnectionCloses(String name, String headers, String body) throws Exception {
    try (var client = new RawClient(site)) {
      client.send(
          "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
              + "Authorization: Bearer sr-key-of-acme\r\n"
              + headers
              + "\r\n"
              + body);
      // A body that breaks off in the middle may end the connection without a word.
      assertThat(client.readAll())
          .as(name)
          .satisfiesAnyOf(
              answer -> assertThat(answer).startsWith("HTTP/1.1 400"),
              answer -> assertThat(answer).isEmpty());
    }
    assertThat(node.waiting()).as("requests at the node").isZero();
    assertThat(site.chat("bolt", BODY.replace("acme", "bolt")).statusCode()).isEqualTo(200);
  }
}
