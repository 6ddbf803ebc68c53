package dev.strongroom.agent.collect.nvml;

import dev.strongroom.agent.collect.EvidenceException;
import java.util.List;

/// The GPUs of a machine and the state that they are in, by the word of their driver.
///
/// @param driverVersion of the kernel's driver
/// @param settings what is switched on
/// @param readiness whether the GPUs take work, after the words "the GPUs"; a guest sets it itself
///   and no report vouches for it, so it is a note and nothing more
/// @param gpus every one, by index; at least one
public record GpuPlatform(
    String driverVersion, ConfComputeSettings settings, String readiness, List<Gpu> gpus) {
  public GpuPlatform {
    gpus = List.copyOf(gpus);
  }

  /// Refuses a state in which reports would prove nothing, or would not be all that there must be.
  ///
  /// @throws EvidenceException which state that is, and what to do
  public void requireConfidential() throws EvidenceException {
    var refusal = settings.refusal();
    if (refusal.isPresent()) {
      throw new EvidenceException(refusal.get());
    }
  }
}
