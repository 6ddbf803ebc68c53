package dev.strongroom.quickstart.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
  @Test
  void defaults() {
    assertThat(Options.parse("--model", "m.gguf", "--alias", "demo"))
        .isEqualTo(new Options(Path.of("m.gguf"), "demo", "127.0.0.1", 0, 2, 2048));
  }

  @Test
  void readsEveryOption() {
    assertThat(
            Options.parse(
                "--context 512 --slots 4 --port 8080 --host ::1 --alias demo --model m.gguf"
                    .split(" ")))
        .isEqualTo(new Options(Path.of("m.gguf"), "demo", "::1", 8080, 4, 512));
  }

  @ParameterizedTest
  @CsvSource({
    "--alias demo,                                 --model: is required",
    "--model m.gguf,                               --alias: is required",
    "--model m.gguf --alias demo --port,           --port: needs a value",
    "--model m.gguf --alias demo --port 65536,     '--port: got 65536, want 0 to 65535'",
    "--model m.gguf --alias demo --slots none,     '--slots: got none, want 1 to 64'",
    "--model m.gguf --alias demo --context 1,      '--context: got 1, want 64 to 131072'",
    "--model m.gguf --alias demo --alias other,    --alias: given twice",
    "--model m.gguf --alias demo --threads 2,      --threads: unknown option",
  })
  void refusesWithOneLine(String arguments, String message) {
    assertThatThrownBy(() -> Options.parse(arguments.split(" ")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message)
        .hasMessageNotContaining("\n");
  }
}
