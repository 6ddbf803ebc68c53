package dev.strongroom.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.wire.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;

class InferenceRequestTest {
  private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]";

  private static InferenceRequest chat(String more) throws InvalidRequestException {
    return InferenceRequest.parse(
        Endpoint.CHAT, Bytes.utf8("{\"model\":\"m\"," + MESSAGES + more + "}"));
  }

  private static String shaped(String more) throws InvalidRequestException {
    return chat(more).shaped("owner/model", "salt", 50).utf8();
  }

  private static void assertRefused(String param, String more) {
    assertThatThrownBy(() -> chat(more))
        .as(more)
        .isInstanceOfSatisfying(
            InvalidRequestException.class, e -> assertThat(e.error().param()).isEqualTo(param));
  }

  @Test
  void writesWhatTheGatewayDecidesAndPassesTheRestByteForByte() throws Exception {
    assertThat(
            shaped(", \"temperature\" : 0.30000000000000000004 ,\"seed\":1e2\n,\"stop\":[ \"a\" ]"))
        .isEqualTo(
            "{\"model\":\"owner/model\",\"cache_salt\":\"salt\",\"max_tokens\":50,\"stream\":false,"
                + MESSAGES
                + ",\"temperature\":0.30000000000000000004,\"seed\":1e2,\"stop\":[ \"a\" ]}");
  }

  @Test
  void whatItWritesIsJsonForEveryAwkwardValue() throws Exception {
    var body =
        "{\"model\" :\"m\",\"seed\":-0.0e-1,\"stop\":\"\\u0000\\ud83d\\ude00\\\",}\" , "
            + "\"messages\":[{\"content\" :[ {\"type\":\"text\",\"text\":\"a\"}] }] }";
    var request = InferenceRequest.parse(Endpoint.CHAT, Bytes.utf8(body));

    var tree = new ObjectMapper().readTree(request.shaped("o/m", "s", 1).toArray());

    assertThat(tree.get("stop").asText()).isEqualTo("\u0000😀\",}");
    assertThat(tree.get("messages").toString())
        .isEqualTo("[{\"content\":[{\"type\":\"text\",\"text\":\"a\"}]}]");
  }

  @Test
  void stripsSaltIdentityAndStorage() throws Exception {
    for (var name :
        List.of(
            "cache_salt",
            "nvext",
            "user",
            "metadata",
            "store",
            "prompt_cache_key",
            "cache\\u005fsalt")) {
      assertThat(shaped(",\"" + name + "\":\"stolen\"")).doesNotContain("stolen");
    }
  }

  @Test
  void countsChoicesAndPromptsIntoTheReservation() throws Exception {
    long estimate = chat("").promptEstimate();
    assertThat(chat("").tokensToReserve(50)).isEqualTo(estimate + 50);
    var two = chat(",\"n\":2,\"max_tokens\":7");
    assertThat(two.tokensToReserve(50)).isEqualTo(two.promptEstimate() + 14);
    var prompts =
        InferenceRequest.parse(
            Endpoint.COMPLETION,
            Bytes.utf8("{\"model\":\"m\",\"prompt\":[\"a\",\"b\",\"c\"],\"best_of\":5}"));
    assertThat(prompts.tokensToReserve(10)).isEqualTo(prompts.promptEstimate() + 150);
    assertRefused("n", ",\"n\":17");
  }

  @Test
  void refusesWhatHelpsToCopyAModel() {
    assertRefused("logit_bias", ",\"logit_bias\":{\"5\":1},\"logprobs\":true");
    assertRefused("top_logprobs", ",\"logprobs\":true,\"top_logprobs\":5");
    assertRefused("top_logprobs", ",\"top_logprobs\":-1");
    assertRefused("prompt_logprobs", ",\"prompt_logprobs\":0");
    assertRefused("echo", ",\"echo\":true");
    for (var body :
        List.of(
            "{\"model\":\"m\",\"prompt\":\"a\",\"echo\":true}",
            "{\"model\":\"m\",\"prompt\":\"a\",\"logprobs\":5}",
            "{\"model\":\"m\",\"prompt\":[1,2,3]}",
            "{\"model\":\"m\",\"prompt\":[[1,2]]}")) {
      assertThatThrownBy(() -> InferenceRequest.parse(Endpoint.COMPLETION, Bytes.utf8(body)))
          .isInstanceOf(InvalidRequestException.class);
    }
  }

  @Test
  void allowsHarmlessForms() throws Exception {
    assertThat(shaped(",\"logit_bias\":{\"5\":1}")).contains("logit_bias");
    assertThat(
            shaped(
                ",\"logprobs\":true,\"top_logprobs\":0,\"echo\":null"
                    .replace(",\"echo\":null", "")))
        .contains("\"logprobs\":true");
    assertThat(shaped(",\"logit_bias\":{\"5\":1},\"logprobs\":false")).contains("logit_bias");
  }

  @Test
  void refusesOtherEncodingsMarksAndTrailers() {
    var body = "{\"model\":\"m\"," + MESSAGES + "}";
    for (var bytes :
        List.of(
            Bytes.copyOf(body.getBytes(java.nio.charset.StandardCharsets.UTF_16LE)),
            Bytes.copyOf(body.getBytes(java.nio.charset.StandardCharsets.UTF_16)),
            Bytes.utf8("\ufeff" + body),
            Bytes.utf8(body + "{}"),
            Bytes.utf8(body + "x"),
            Bytes.utf8("[" + body + "]"),
            Bytes.utf8(body.substring(0, body.length() - 1)),
            Bytes.utf8(body.replace("\"x\"", "\"\u0001\"")),
            Bytes.utf8(body).slice(0, 12).concat(Bytes.copyOf(new byte[] {(byte) 0xff})),
            Bytes.empty())) {
      assertThatThrownBy(() -> InferenceRequest.parse(Endpoint.CHAT, bytes))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageStartingWith("The body is not acceptable JSON");
    }
  }
}
