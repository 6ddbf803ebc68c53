package dev.strongroom.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OneLineTest {
  @Test
  void escapesWhatCommandsATerminal() {
    assertThat(OneLine.of("a\nb\tc\r\u001b[2J\u0000\u0085\u2028\u202e\u200b"))
        .isEqualTo("a\\nb\\tc\\r\\u001b[2J\\u0000\\u0085\\u2028\\u202e\\u200b");
  }

  @Test
  void leavesTextOfEveryScriptAsItIs() {
    assertThat(OneLine.of("Größe: 模型 «π» 🙂 …")).isEqualTo("Größe: 模型 «π» 🙂 …");
  }

  @Test
  void countsInWords() {
    assertThat(Lines.count(1, "file")).isEqualTo("1 file");
    assertThat(Lines.count(0, "lease")).isEqualTo("0 leases");
    assertThat(Lines.count(1_000, "byte")).isEqualTo("1,000 bytes");
  }
}
