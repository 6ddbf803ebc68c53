package dev.strongroom.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.wire.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;

class UsageMeterTest {
  private final UsageMeter meter = new UsageMeter();

  private UsageMeter.Kind see(String json) {
    return meter.observe(Bytes.utf8(json));
  }

  @Test
  void chargesTheLargerOfReportAndFloor() {
    see("{\"choices\":[{\"delta\":{\"content\":\"a\"}}]}");
    see("{\"choices\":[{\"delta\":{\"content\":\"b\"}}]}");
    assertThat(meter.completionTokens()).isEqualTo(2);
    assertThat(meter.promptTokens(9)).isEqualTo(9);

    see("{\"choices\":[],\"usage\":{\"prompt_tokens\":4,\"completion_tokens\":1}}");
    assertThat(meter.completionTokens()).isEqualTo(2);
    assertThat(meter.underReported()).isTrue();
    assertThat(meter.promptTokens(9)).isEqualTo(4);

    see("{\"choices\":[],\"usage\":{\"prompt_tokens\":4,\"completion_tokens\":7}}");
    assertThat(meter.completionTokens()).isEqualTo(7);
    assertThat(meter.underReported()).isFalse();
  }

  @Test
  void seesTextWhereverAnEngineHidesIt() {
    for (var choice :
        List.of(
            "\"text\":\"%s\"",
            "\"delta\":{\"reasoning_content\":\"%s\"}",
            "\"message\":{\"content\":\"%s\"}",
            "\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"%s\"}}]}")) {
      var fresh = new UsageMeter();
      fresh.observe(Bytes.utf8("{\"choices\":[{" + choice.formatted("x".repeat(1280)) + "}]}"));
      assertThat(fresh.completionTokens()).as(choice).isEqualTo(10);
    }
  }

  @Test
  void emptyDeltasAndRolesCostNothing() {
    see("{\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}");
    see("{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}");
    assertThat(meter.completionTokens()).isZero();
  }

  @Test
  void absurdReportsAreIgnored() {
    for (var count : List.of("-5", "1e400", "\"7\"", "99999999999999999999", "1.5")) {
      see(
          "{\"choices\":[],\"usage\":{\"prompt_tokens\":%s,\"completion_tokens\":%s}}"
              .formatted(count, count));
    }
    assertThat(meter.promptTokens(3)).isEqualTo(3);
    assertThat(meter.completionTokens()).isZero();
  }

  @Test
  void onlyFramesWithoutChoicesAreUsageOnly() {
    assertThat(see("{\"choices\":[],\"usage\":{\"prompt_tokens\":1}}"))
        .isEqualTo(UsageMeter.Kind.USAGE_ONLY);
    assertThat(see("{\"choices\":[{\"delta\":{}}],\"usage\":{\"prompt_tokens\":1}}"))
        .isEqualTo(UsageMeter.Kind.CONTENT);
    assertThat(see("{\"choices\":[]}")).isEqualTo(UsageMeter.Kind.CONTENT);
    assertThat(see("not json")).isEqualTo(UsageMeter.Kind.CONTENT);
  }
}
