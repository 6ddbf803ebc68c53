package dev.strongroom.wire.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {
  record Sample(String name, long count, Bytes data, Instant at, Duration ttl, List<String> tags) {}

  private static final String GOOD =
      """
      {"name":"n","count":5,"data":"AQI=","at":"2026-11-23T00:00:00Z","ttl":"PT1M","tags":["a"]}\
      """;

  @Test
  void readsWhatItWrote() throws Exception {
    var sample = StrictJson.read(Bytes.utf8(GOOD), Sample.class);

    assertThat(sample.data()).isEqualTo(Bytes.ofHex("", "0102"));
    assertThat(StrictJson.write(sample).utf8()).isEqualTo(GOOD);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"count\":5 → \"count\":5,\"count\":6",
        "\"count\":5 → \"count\":5,\"extra\":6",
        "\"count\":5 → \"count\":\"5\"",
        "\"count\":5 → \"count\":5.5",
        "\"count\":5 → \"count\":null",
        "\"count\":5, → ",
        "\"name\":\"n\" → \"name\":null",
        "\"name\":\"n\" → \"name\":7",
        "\"AQI=\" → \"AQI\"",
        "\"AQI=\" → \"AQJ=\"",
        "PT1M → 1 minute",
        "[\"a\"]} → [\"a\"]} {}",
      })
  void refusesASecondReading(String change) {
    var sides = change.split(" → ", -1);
    var bad = GOOD.replace(sides[0], sides[1]);

    assertThat(bad).isNotEqualTo(GOOD);
    assertThatThrownBy(() -> StrictJson.read(Bytes.utf8(bad), Sample.class))
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void aStrangersNameIsShownAsOneShortLine() {
    var bad = GOOD.replace("\"count\"", "\"\\u001b[2K\\nINFO" + "x".repeat(64) + "\":1,\"count\"");

    assertThatThrownBy(() -> StrictJson.read(Bytes.utf8(bad), Sample.class))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("'\\u001b[2K\\u000aINFO" + "x".repeat(55) + "…' is no member of it");
  }

  @Test
  void nullIsNoValue() {
    assertThatThrownBy(() -> StrictJson.read(Bytes.utf8("null"), Sample.class))
        .isInstanceOf(MalformedException.class);
  }

  // spec: RFC 8259 8.1
  @Test
  void refusesOtherEncodingsThanUtf8() {
    var mark = "\ufeff" + GOOD;
    for (var bytes :
        List.of(
            GOOD.getBytes(StandardCharsets.UTF_16BE),
            GOOD.getBytes(StandardCharsets.UTF_16LE),
            GOOD.getBytes(Charset.forName("UTF-32BE")),
            mark.getBytes(StandardCharsets.UTF_8),
            GOOD.replace("\"n\"", "\"\u00e9\"").getBytes(StandardCharsets.ISO_8859_1),
            new byte[] {0, 0, 0, ' ', 0, 0x7a, 0x41, 0x41})) {
      assertThatThrownBy(() -> StrictJson.read(Bytes.copyOf(bytes), Sample.class))
          .isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void refusesDeepNesting() {
    var bomb = "[".repeat(100_000);

    assertThatThrownBy(() -> StrictJson.read(Bytes.utf8(bomb), Object.class))
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void givesTheBytesOfAMemberAsTheyStand() throws Exception {
    var json = "{ \"a\":{\"b\":0}, \"ä\" : {\"x\": \"\\u007b}\", \"y\":[ {} ] } ,\"c\":1}";

    assertThat(StrictJson.memberAsWritten(Bytes.utf8(json), "ä"))
        .isEqualTo(Bytes.utf8("{\"x\": \"\\u007b}\", \"y\":[ {} ] }"));
    assertThat(StrictJson.memberAsWritten(Bytes.utf8(json), "a"))
        .isEqualTo(Bytes.utf8("{\"b\":0}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "7",
        "{\"b\":{\"a\":{}}}",
        "{\"a\":1}",
        "{\"a\":[{}]}",
        "{\"a\":{},\"a\":{}}",
        "{\"a\":{},\"\\u0061\":{}}",
        "{\"a\":{\"b\":1,\"b\":2}}",
        "{\"a\":{}} {}",
        "{\"a\":{}",
        "",
      })
  void hasNoMemberToGive(String json) {
    assertThatThrownBy(() -> StrictJson.memberAsWritten(Bytes.utf8(json), "a"))
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void givesNoMemberOfOtherEncodings() {
    for (var charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
      var json = Bytes.copyOf("{\"a\":{\"b\":1}}".getBytes(charset));
      assertThatThrownBy(() -> StrictJson.memberAsWritten(json, "a"))
          .isInstanceOf(MalformedException.class);
    }
  }
}
