package dev.strongroom.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.cli.terminal.Failure.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import org.junit.jupiter.api.Test;

class FailureTest {
  private static String words(Exception cause) {
    return String.valueOf(new Failure(Kind.GENERAL, "io", cause).getMessage());
  }

  @Test
  void aCauseWithoutAMessageIsPutInWords() {
    assertThat(words(new EOFException())).isEqualTo("what was read is cut off");
    assertThat(words(new ClosedChannelException()))
        .isEqualTo("what was read or written was closed meanwhile");
    assertThat(words(new IOException()))
        .isEqualTo("failed; the system says no more than IOException");
  }

  @Test
  void aMessageStandsAsItIs() {
    assertThat(words(new EOFException("no more"))).isEqualTo("no more");
  }
}
