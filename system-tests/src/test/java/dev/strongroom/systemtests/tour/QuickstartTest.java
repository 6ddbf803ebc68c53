package dev.strongroom.systemtests.tour;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("prove")
class QuickstartTest {
  @TempDir Path directory;

  @Test
  void runsTenStepsOnceAndLeavesNothing() throws Exception {
    try (var run = QuickstartRun.start(directory, "--once")) {
      var state = run.state();

      assertThat(run.exitStatus()).as(run.output()).isZero();

      for (int step = 1; step <= 10; step++) {
        assertThat(run.output()).contains(step + "/10  ");
      }
      assertThat(run.output())
          .contains("All ten steps done", "SIMULATED", "is the first bad one", "release.frozen");
      assertThat(state).doesNotExist();
      assertThat(QuickstartRun.processesOf(state)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 5, 7, 9})
  void ctrlCAtAStepLeavesNothing(int step) throws Exception {
    try (var run = QuickstartRun.start(directory)) {
      var state = run.state();
      run.await(step + "/10");

      run.interrupt();

      assertThat(run.exitStatus()).isEqualTo(130);
      assertThat(state).doesNotExist();
      assertThat(QuickstartRun.processesOf(state)).isEmpty();
    }
  }

  @Test
  void namesAPortInUseAndTheOptionThatChangesIt() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var run = QuickstartRun.startOn(directory, taken.getLocalPort())) {
      assertThat(run.exitStatus()).isEqualTo(1);
      assertThat(run.output())
          .contains("port " + taken.getLocalPort() + " is in use")
          .contains("--broker-port", "[port.in-use]");
    }
  }
}
