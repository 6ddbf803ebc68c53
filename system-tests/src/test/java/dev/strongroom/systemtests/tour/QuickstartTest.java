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
          .contains("All ten steps done", "SIMULATED", "is the first bad one", "release.frozen")
          .contains("sealing 38.1 MiB: 25 % 50 % 75 % 100 %", "sealed 1 file,", "of 1 device ")
          .contains("tier affirming", "judges by 9 documents", "report of 1,184 bytes")
          .contains("counted in step 3", "would end 1 lease:", "ended by", "the alert of step 8")
          .containsOnlyOnce("destinations outside its list");
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

  @Test
  void leavesTheSiteStandingWhenContainmentIsNotConfirmed() throws Exception {
    try (var run = QuickstartRun.start(directory)) {
      var state = run.state();
      run.await("9/10");

      run.type("n");

      run.await("  alerts page");
      assertThat(run.output())
          .contains("not confirmed: the node keeps its lease", "skipped: ending the lease")
          .contains("strongroom contain end-leases acme/demo", "is the first bad one")
          .contains("The site stays up until Ctrl-C")
          .doesNotContain("All ten steps done", "weights closed");
      assertThat(QuickstartRun.processesOf(state)).isNotEmpty();
      run.interrupt();
      assertThat(run.exitStatus()).isEqualTo(130);
      assertThat(QuickstartRun.processesOf(state)).isEmpty();
    }
  }

  @Test
  void explainsAPortThatIsTakenAfterTheFirstLook() throws Exception {
    try (var run = QuickstartRun.start(directory, "--once")) {
      // Its own files come after the look at the ports; its services take far longer to begin.
      run.state();
      try (var taken = run.occupyBrokerPort()) {
        assertThat(run.exitStatus()).isEqualTo(1);
        assertThat(run.output())
            .contains("TCP port " + taken.getLocalPort() + " is in use")
            .contains("--broker-port", "[port.in-use]");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--broker-port=abc", "--ports=1", "extra"})
  void wrongUsageIsOneLine(String word) throws Exception {
    try (var run = QuickstartRun.start(directory, word)) {
      assertThat(run.exitStatus()).isEqualTo(2);
      assertThat(run.output()).contains("[usage]", "--help").doesNotContain("java", " int");
      assertThat(run.output().lines()).hasSize(2);
    }
  }
}
