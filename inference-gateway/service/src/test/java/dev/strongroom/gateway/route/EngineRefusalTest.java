package dev.strongroom.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.wire.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;

class EngineRefusalTest {
  private final EngineRefusal refusal = new EngineRefusal("owner/secret", "chat", "SALT");

  private String shown(String body) {
    return refusal.of(400, Bytes.utf8(body)).toJson().utf8();
  }

  @Test
  void passesTheSentenceInOpenAisShape() {
    var shown =
        "{\"error\":{\"message\":\"too long\",\"type\":\"invalid_request_error\",\"param\":null,"
            + "\"code\":\"refused_by_engine\"}}";
    assertThat(shown("{\"error\":{\"message\":\"too long\",\"type\":\"T\",\"code\":400,\"x\":1}}"))
        .isEqualTo(shown);
    assertThat(shown("{\"object\":\"error\",\"message\":\"too long\",\"code\":400}"))
        .isEqualTo(shown);
    assertThat(shown("{\"error\":{\"message\":\"m\",\"param\":\"messages[0].content\"}}"))
        .contains("\"param\":\"messages[0].content\"");
  }

  @Test
  void callsTheModelAsTheTenantDoes() {
    assertThat(shown("{\"error\":{\"message\":\"model owner\\/secret: 5 > 4\"}}"))
        .contains("model chat: 5 > 4")
        .doesNotContain("owner");
  }

  @Test
  void saysNothingWhereTheSaltOrNoSentenceStands() {
    for (var body :
        List.of(
            "",
            "stack trace",
            "{",
            "[]",
            "{\"detail\":[\"owner/secret\"]}",
            "{\"error\":\"owner/secret\"}",
            "{\"error\":{\"message\":{\"a\":\"owner/secret\"}}}",
            "{\"error\":{\"message\":\"input was SALT\",\"param\":\"a b\"}}",
            "{\"error\":{\"message\":\"" + "x".repeat(2001) + "\"}}")) {
      assertThat(shown(body))
          .as(body)
          .contains("The model's engine does not accept this request.")
          .contains("\"param\":null")
          .doesNotContain("SALT", "owner");
    }
  }
}
