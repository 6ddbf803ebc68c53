package dev.strongroom.quickstart.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.strongroom.quickstart.engine.CompletionRequest.Kind;
import dev.strongroom.wire.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompletionRequestTest {
  private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

  @Test
  void defaultsAreOpenAis() throws Exception {
    var request = chat("{\"model\":\"m\"," + MESSAGES + "}");

    assertThat(request.model()).isEqualTo("m");
    assertThat(request.prompt()).isEqualTo("user: Hi\nassistant:");
    assertThat(request.maxTokens()).isEmpty();
    assertThat(request.temperature()).isEqualTo(1);
    assertThat(request.topP()).isEqualTo(1);
    assertThat(request.seed()).isEmpty();
    assertThat(request.stop()).isEmpty();
    assertThat(request.stream()).isFalse();
    assertThat(request.includeUsage()).isFalse();
  }

  @Test
  void readsEveryFieldAndIgnoresOthers() throws Exception {
    var request =
        chat(
            """
            {"model":"m","messages":[
              {"role":"system","content":"Be brief."},
              {"role":"assistant","content":null,"tool_calls":[{"id":"1"}]},
              {"role":"user","content":[{"type":"text","text":"H"},{"type":"text","text":"é"}]}],
             "max_completion_tokens":7,"temperature":0,"top_p":0.5,"seed":-9223372036854775808,
             "stop":["a","b"],"stream":true,"stream_options":{"include_usage":true},
             "cache_salt":"s","user":"u","n":1,"tools":[{"x":{}}],"logit_bias":null}
            """);

    assertThat(request.prompt()).isEqualTo("system: Be brief.\nassistant: \nuser: Hé\nassistant:");
    assertThat(request.maxTokens()).hasValue(7);
    assertThat(request.temperature()).isZero();
    assertThat(request.topP()).isEqualTo(0.5);
    assertThat(request.seed()).hasValue(Long.MIN_VALUE);
    assertThat(request.stop()).containsExactly("a", "b");
    assertThat(request.stream()).isTrue();
    assertThat(request.includeUsage()).isTrue();
  }

  @Test
  void readsAPlainPromptAndASingleStop() throws Exception {
    var body = "{\"model\":\"m\",\"prompt\":\"Once\",\"max_tokens\":3,\"stop\":\".\"}";

    var request = CompletionRequest.parse(Kind.TEXT, Bytes.utf8(body));

    assertThat(request.prompt()).isEqualTo("Once");
    assertThat(request.maxTokens()).hasValue(3);
    assertThat(request.stop()).isEqualTo(List.of("."));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "max_tokens            | `\"max_tokens\":0`",
        "max_tokens            | `\"max_tokens\":\"5\"`",
        "max_tokens            | `\"max_tokens\":1.5`",
        "max_tokens            | `\"max_tokens\":99999999999`",
        "max_tokens            | `\"max_tokens\":1,\"max_completion_tokens\":2`",
        "temperature           | `\"temperature\":2.1`",
        "temperature           | `\"temperature\":\"1\"`",
        "top_p                 | `\"top_p\":-0.1`",
        "seed                  | `\"seed\":9223372036854775808`",
        "seed                  | `\"seed\":true`",
        "stop                  | `\"stop\":[\"a\",\"b\",\"c\",\"d\",\"e\"]`",
        "stop                  | `\"stop\":\"\"`",
        "stop                  | `\"stop\":[1]`",
        "stop                  | `\"stop\":\"\\ud83d\"`",
        "stream                | `\"stream\":\"true\"`",
        "stream_options        | `\"stream_options\":{\"include_usage\":true}`",
        "stream_options        | `\"stream\":true,\"stream_options\":3`",
        "stream_options.include_usage | `\"stream\":true,\"stream_options\":{\"include_usage\":1}`",
        "n                     | `\"n\":2`",
      })
  void refusesAndNamesTheField(String field, String wrong) {
    var refusal = refusal("{\"model\":\"m\"," + MESSAGES + "," + wrong + "}");

    assertThat(refusal.status()).isEqualTo(400);
    assertThat(refusal.param()).isEqualTo(field);
    assertThat(refusal).hasMessageContaining(field);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "[]",
        "{\"model\":\"m\"",
        "{\"model\":\"m\"," + MESSAGES + "}{}",
        "{\"model\":\"m\",\"model\":\"m\"," + MESSAGES + "}",
        "{\"model\":\"m\",\"x\":{\"y\":1,\"y\":1}," + MESSAGES + "}",
      })
  void refusesWhatIsNotOneObjectSaidOnce(String body) {
    var refusal = refusal(body);

    assertThat(refusal.status()).isEqualTo(400);
    assertThat(refusal.type()).isEqualTo("invalid_request_error");
    assertThat(refusal.param()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "messages            | `{\"model\":\"m\"}`",
        "messages            | `{\"model\":\"m\",\"messages\":[]}`",
        "messages            | `{\"model\":\"m\",\"messages\":{}}`",
        "messages[0]         | `{\"model\":\"m\",\"messages\":[\"Hi\"]}`",
        "messages[0].role    | `{\"model\":\"m\",\"messages\":[{\"content\":\"Hi\"}]}`",
        "messages[0].content | `{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":1}]}`",
        "messages[0].content | `{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\"}]}]}`",
        "model               | `{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}`",
        "model               | `{\"model\":1}`",
      })
  void refusesWrongConversations(String field, String body) {
    var refusal = refusal(body);

    assertThat(refusal.status()).isEqualTo(400);
    assertThat(refusal.param()).isEqualTo(field);
  }

  private static ApiException refusal(String body) {
    var refusal = catchThrowableOfType(ApiException.class, () -> chat(body));
    assertThat(refusal).as(body).isNotNull();
    return refusal;
  }

  private static CompletionRequest chat(String body) throws ApiException {
    return CompletionRequest.parse(Kind.CHAT, Bytes.utf8(body));
  }
}
