package dev.strongroom.agent.collect.nvidia;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.strongroom.agent.collect.EvidenceException;
import dev.strongroom.agent.testkit.FakeNscq;
import dev.strongroom.agent.testkit.FakeNvml;
import dev.strongroom.wire.Bytes;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/// A machine of two GPUs and two switches, all of them made up, and what collecting from it says.
abstract class TwoGpusAndSwitches {
  static final Bytes NONCE = Bytes.utf8("0123456789abcdef0123456789abcdef");
  static final String REPORT = "nvmlDeviceGetConfComputeGpuAttestationReport";
  static final String CERTIFICATE = "nvmlDeviceGetConfComputeGpuCertificate";
  static final Duration LONG = Duration.ofSeconds(30);

  /// Long enough for all calls that do not hang.
  static final Duration SHORT = Duration.ofSeconds(1);

  final FakeNvml nvml = FakeNvml.withGpus(2);
  final FakeNscq nscq = FakeNscq.withSwitches(2);

  /// The first calls of all take long, because the JVM makes the code for them.
  @BeforeAll
  static void linkOnce() throws Exception {
    var nvml = FakeNvml.withGpus(1);
    nvml.multiGpuMode = 1;
    new NvidiaDevices(nvml, () -> FakeNscq.withSwitches(1), LONG).devices(NONCE);
  }

  @AfterEach
  void letGo() {
    nvml.release();
    nscq.release();
    assertThat(nscq.offences()).isEmpty();
  }

  NvidiaDevices devices() {
    return devices(LONG);
  }

  NvidiaDevices devices(Duration patience) {
    return new NvidiaDevices(nvml, () -> nscq, patience);
  }

  String refusal() {
    return refusal(devices());
  }

  static String refusal(NvidiaDevices devices) {
    var refused = catchThrowableOfType(EvidenceException.class, () -> devices.devices(NONCE));
    return String.valueOf(refused.getMessage());
  }
}
