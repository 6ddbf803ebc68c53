package dev.strongroom.systemtests.house;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.wire.testing.SpecTable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// `./dev spec` lists what this asks for.
class SpecTest {
  private static final Path ROOT = Path.of(System.getProperty("strongroom.root", ".."));

  @Test
  void everyClauseThatIsEnforcedIsNamedByATest() throws IOException {
    var nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);

    assertThat(SpecTable.run(ROOT, nowhere)).isEmpty();
  }
}
