package dev.strongroom.agent.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.protocol.Profile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessGuardTest {
  private static final String HEADER = "Filename Type Size Used Priority\n";

  @TempDir private Path directory;
  private Path swaps;
  private Path status;

  @BeforeEach
  void files() throws Exception {
    swaps = Files.writeString(directory.resolve("swaps"), HEADER);
    status = Files.writeString(directory.resolve("status"), "CapEff:\t0000000000000000\n");
  }

  @Test
  void saysThatItStaysDumpableWithoutTheCapability() throws Exception {
    assertThat(ProcessGuard.apply(Profile.PRODUCTION, swaps, status))
        .singleElement()
        .asString()
        .contains("CAP_SYS_PTRACE");
  }

  @Test
  void knowsTheCapability() {
    assertThat(ProcessGuard.hasPtrace("Name:\tx\nCapEff:\t000001ffffffffff\n")).isTrue();
    assertThat(ProcessGuard.hasPtrace("CapEff:\t0000000000080000\n")).isTrue();
    assertThat(ProcessGuard.hasPtrace("CapEff:\t0000000000040000\nCapBnd:\tffffffffffffffff\n"))
        .isFalse();
    assertThat(ProcessGuard.hasPtrace("")).isFalse();
  }

  @Test
  void forbidsCoreFilesOfThisProcess() throws Exception {
    ProcessGuard.apply(Profile.SIMULATION, swaps, status);

    assertThat(Files.readString(Path.of("/proc/self/limits")))
        .containsPattern("Max core file size +0 +0 ");
  }

  @Test
  void refusesActiveSwapInProduction() throws Exception {
    Files.writeString(swaps, HEADER + "/dev/sda2 partition 1000 0 -2\n");

    assertThat(ProcessGuard.apply(Profile.SIMULATION, swaps, status))
        .anyMatch(note -> note.contains("swap is active (1 areas)"));
    assertThatThrownBy(() -> ProcessGuard.apply(Profile.PRODUCTION, swaps, status))
        .hasMessageContaining("agent.view")
        .hasMessageContaining("swapoff");
  }
}
