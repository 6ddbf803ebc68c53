package dev.strongroom.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.wire.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttachmentsTest {
  private static void chat(String messages, String more) throws InvalidRequestException {
    InferenceRequest.parse(
        Endpoint.CHAT, Bytes.utf8("{\"model\":\"m\",\"messages\":[" + messages + "]" + more + "}"));
  }

  private static void part(String part) throws InvalidRequestException {
    chat("{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\"}," + part + "]}", "");
  }

  private static void tool(String more) throws InvalidRequestException {
    chat("{\"role\":\"user\",\"content\":\"a\"}", more);
  }

  private interface Call {
    void run() throws InvalidRequestException;
  }

  private static void assertRefused(String code, String param, String what, Call call) {
    assertThatThrownBy(call::run)
        .as(what)
        .isInstanceOfSatisfying(
            InvalidRequestException.class,
            e -> {
              assertThat(e.error().status()).isEqualTo(400);
              assertThat(e.error().code()).isEqualTo(code);
              assertThat(e.error().param()).isEqualTo(param);
            });
  }

  @Test
  void refusesWhateverAnEngineWouldFetch() {
    for (var part :
        List.of(
            "{\"type\":\"image_url\",\"image_url\":{\"url\":\"http://169.254.169.254/\"}}",
            "{\"type\":\"image_url\",\"image_url\":\"https://x\"}",
            "{\"type\":\"image_url\",\"image_url\":{\"url\":\" \\thTTp://x\",\"detail\":\"low\"}}",
            "{\"type\":\"image_url\",\"image_url\":{\"url\":\"file:///etc/passwd\"}}",
            "{\"type\":\"image_url\",\"image_url\":{\"url\":\"//x/y\"}}",
            "{\"type\":\"image_url\",\"im\\u0061ge_url\":{\"url\":\"ftp://x\"}}",
            "{\"image_url\":\"http://x\"}",
            "{\"type\":\"text\",\"text\":\"a\",\"image_url\":\"http://x\"}",
            "{\"type\":\"text\",\"text\":{\"url\":\"http://x\"},\"a\":[[\"http://x\"]]}",
            "{\"type\":\"video_url\",\"video_url\":{\"url\":\"http://x\"}}",
            "{\"type\":\"audio_url\",\"audio_url\":{\"url\":\"http://x\"}}",
            "{\"type\":\"input_audio\",\"input_audio\":{\"data\":\"http://x\",\"format\":\"wav\"}}",
            "{\"type\":\"file\",\"file\":{\"file_data\":\"http://x\"}}",
            "{\"type\":\"input_image\",\"image_url\":\"s3://x\"}",
            "{\"type\":\"new_kind\",\"new_kind\":[{\"a\":{\"b\":\"gopher://x\"}}]}")) {
      assertRefused("remote_url", "messages[0].content[1]", part, () -> part(part));
    }
  }

  @Test
  void refusesInlineMediaAndFilesUnderAnotherCode() {
    for (var part :
        List.of(
            "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,AAAA\"}}",
            "{\"type\":\"input_audio\",\"input_audio\":{\"data\":\"AAAA\",\"format\":\"wav\"}}",
            "{\"type\":\"file\",\"file\":{\"file_id\":\"file-1\"}}",
            "{\"type\":\"text\"}",
            "{\"type\":\"text\",\"text\":5}",
            "{\"text\":\"a\"}",
            "{\"type\":\"image_embeds\",\"image_embeds\":\"AAAA\"}",
            "\"text\"",
            "null")) {
      assertRefused("unsupported_content", "messages[0].content[1]", part, () -> part(part));
    }
  }

  @Test
  void refusesMessagesThatHoldAnythingElse() {
    assertRefused(
        "remote_url",
        "messages[1]",
        "image beside the content",
        () ->
            chat(
                "{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"user\",\"images\":[\"http://x\"]}",
                ""));
    assertRefused(
        "unknown_parameter",
        "messages[0].audio",
        "audio",
        () -> chat("{\"role\":\"assistant\",\"audio\":{\"id\":\"audio_1\"}}", ""));
    assertRefused("invalid_type", "messages[0]", "no object", () -> chat("\"a\"", ""));
    for (var content : List.of("{\"type\":\"image_url\"}", "5", "true")) {
      assertRefused(
          "invalid_type",
          "messages[0].content",
          content,
          () -> chat("{\"role\":\"user\",\"content\":" + content + "}", ""));
    }
  }

  @Test
  void refusesSchemasAndToolsThatReachOut() {
    for (var reference : List.of("$ref", "$dynamicRef", "$recursiveRef")) {
      var schema = "{\"a\":[{\"" + reference + "\":\"https://x/schema\"}]}";
      assertRefused(
          "remote_url",
          "tools",
          reference,
          () ->
              tool(
                  ",\"tools\":[{\"type\":\"function\",\"function\":{\"parameters\":"
                      + schema
                      + "}}]"));
      assertRefused(
          "remote_url",
          "response_format",
          reference,
          () ->
              tool(
                  ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":"
                      + schema
                      + "}"));
      assertRefused(
          "remote_url", "functions", reference, () -> tool(",\"functions\":[" + schema + "]"));
    }
    for (var tool :
        List.of(
            "{\"type\":\"mcp\",\"server_url\":\"http://x\"}",
            "{\"type\":\"web_search\"}",
            "{}",
            "7")) {
      assertRefused("unsupported_tool", "tools[0]", tool, () -> tool(",\"tools\":[" + tool + "]"));
    }
    assertRefused("unsupported_tool", "tools[0]", "no list", () -> tool(",\"tools\":{\"a\":1}"));
  }

  @Test
  void allowsWhatClientsSendOfText() throws Exception {
    part("{\"type\":\"text\",\"text\":\"see https://example.org and data:x\"}");
    part("{\"type\":\"refusal\",\"refusal\":\"no\",\"text\":null}");
    chat(
        "{\"role\":\"system\",\"content\":\"http://x\"},"
            + "{\"role\":\"assistant\",\"content\":null,\"audio\":null,\"annotations\":[],\"tool_calls\":"
            + "[{\"id\":\"c\",\"type\":\"function\",\"function\":{\"name\":\"get\",\"arguments\":"
            + "\"{\\\"url\\\":\\\"http://x\\\"}\"}}]},"
            + "{\"role\":\"tool\",\"tool_call_id\":\"c\",\"content\":\"http://y\"}",
        "");
    tool(
        ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"get\",\"parameters\":{"
            + "\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\"properties\":{"
            + "\"image_url\":{\"$ref\":\"#/$defs/u\"},\"$ref\":{\"type\":\"string\"}}}}}]");
  }
}
