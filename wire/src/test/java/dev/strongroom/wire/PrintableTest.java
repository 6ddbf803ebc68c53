package dev.strongroom.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {
  @Test
  void plainTextStaysAsItIs() {
    assertThat(Printable.of("CN=Größe 1, O=漢 🙂 \\u001b")).isEqualTo("CN=Größe 1, O=漢 🙂 \\u001b");
  }

  @Test
  void whatBreaksOrRewritesALineIsEscaped() {
    assertThat(Printable.of("a\r\nb\u001b[2J\u0085\u2028\u202e\ud800"))
        .isEqualTo("a\\u000d\\u000ab\\u001b[2J\\u0085\\u2028\\u202e\\ud800");
  }

  @Test
  void namesAreShownUpTo64Characters() {
    assertThat(Printable.name("🙂".repeat(64))).isEqualTo("🙂".repeat(64));
    assertThat(Printable.name("🙂".repeat(65))).isEqualTo("🙂".repeat(64) + "…");
    assertThat(Printable.name("\n".repeat(65))).isEqualTo("\\u000a".repeat(64) + "…");
  }

  @Test
  void onlyTheStartOfALongTextIsShownOnceItIsEscaped() {
    assertThat(Printable.start("🙂".repeat(8), 8)).isEqualTo("🙂".repeat(8));
    assertThat(Printable.start("🙂".repeat(9), 8)).isEqualTo("🙂".repeat(8) + "…");
    assertThat(Printable.start("\n".repeat(9), 8)).isEqualTo("\\u000a\\u…");
  }

  @Test
  void noFailureOfFormCarriesALineBreak() {
    for (var malformed :
        new MalformedException[] {
          new MalformedException("x\nINFO", 3, "got '\u001b[2K'"),
          new MalformedException("x\nINFO", 3, "got '\u001b[2K'", new IllegalStateException())
        }) {
      assertThat(malformed).hasMessage("x\\u000aINFO at 3: got '\\u001b[2K'");
      assertThat(malformed.field()).isEqualTo("x\\u000aINFO");
      assertThat(malformed.reason()).isEqualTo("got '\\u001b[2K'");
    }
  }
}
