package dev.strongroom.agent.collect.nvidia;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Collecting through a library that hangs, or says what cannot be.
class MisbehavingLibraryTest extends TwoGpusAndSwitches {
  @Test
  void endlessTextIsRefused() {
    nvml.endlessText = true;

    assertThat(refusal())
        .isEqualTo("GPU 0: nvmlDeviceGetUUID: text without an end within 96 bytes");
  }

  @Test
  void textIsMadePrintable() throws Exception {
    nvml.driverVersion = "580\u001b[2J";

    assertThat(devices().platform().driverVersion()).isEqualTo("580\\u001b[2J");
  }

  @Test
  void aCodeWithoutTextKeepsItsNumber() {
    nvml.speechless = true;
    nvml.failures.put("nvmlInit_v2", 77);

    assertThat(refusal()).startsWith("nvmlInit_v2: no explanation (NVML code 77)");
  }

  @Test
  void aDriverThatHangsAtTheStartIsGivenUp() {
    nvml.hanging.add("nvmlInit_v2");

    assertThat(refusal(devices(SHORT)))
        .isEqualTo(
            "no answer within PT1S of the driver; look at the lines of NVRM and nvswitch in dmesg");
  }

  @Test
  void aDriverThatHangsAtTheEndIsGivenUp() {
    nvml.hanging.add("nvmlShutdown");

    assertThat(refusal(devices(SHORT))).startsWith("no answer within PT1S of the driver;");
  }

  @Test
  void gpusThatHangAreNamedAndTheLibraryIsNotShutDownBesideThem() throws Exception {
    nvml.hanging.add(REPORT);

    assertThat(refusal(devices(SHORT)))
        .startsWith("no answer within PT1S of GPU 0 (GPU-00000000), GPU 1 (GPU-00000001);");
    assertThat(nvml.calls()).doesNotContain("nvmlShutdown");
  }

  @Test
  void theFailureOfOneIsToldWithTheOtherThatHangs() {
    nvml.card(0).failures.put(REPORT, 15);
    nvml.hanging.add(CERTIFICATE);

    assertThat(refusal(devices(SHORT)))
        .startsWith("GPU 0 (GPU-00000000): " + REPORT)
        .contains("no answer within PT1S of GPU 1 (GPU-00000001)");
  }

  @Test
  void gpusThatAreAskedAreWaitedForEvenWhereNoThreadIsLeftForTheRest() {
    nvml.hanging.add(REPORT);
    var left = new AtomicInteger(3);
    Executor threads =
        task -> {
          if (left.getAndDecrement() == 0) {
            throw new OutOfMemoryError("unable to create native thread");
          }
          Thread.ofPlatform().daemon().start(task);
        };

    assertThat(refusal(new NvidiaDevices(nvml, () -> nscq, SHORT, threads)))
        .startsWith("no answer within PT1S of GPU 0 (GPU-00000000), GPU 1 (GPU-00000001);");
    assertThat(nvml.calls()).doesNotContain("nvmlShutdown");
  }

  @Test
  void whereNoThreadIsLeftNothingIsAsked() {
    Executor none =
        _ -> {
          throw new OutOfMemoryError("unable to create native thread");
        };
    var devices = new NvidiaDevices(nvml, () -> nscq, SHORT, none);

    assertThatThrownBy(devices::platform).isInstanceOf(OutOfMemoryError.class);
    assertThatThrownBy(devices::platform).isInstanceOf(OutOfMemoryError.class);
    assertThat(nvml.calls()).isEmpty();
  }

  @Test
  void whoeverWaitsCanBeInterrupted() throws Exception {
    nvml.hanging.add(REPORT);
    var interrupted = new CountDownLatch(1);
    var waiting =
        Thread.ofPlatform()
            .start(
                () -> {
                  if (refusal().startsWith("interrupted")
                      && Thread.currentThread().isInterrupted()) {
                    interrupted.countDown();
                  }
                });
    waiting.interrupt();

    assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
  }
}
