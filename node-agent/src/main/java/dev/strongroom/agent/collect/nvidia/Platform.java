package dev.strongroom.agent.collect.nvidia;

import dev.strongroom.agent.collect.EvidenceException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The GPUs and NVSwitches of a machine and the state that they are in, by the word of their
/// drivers.
///
/// @param driverVersion of the kernel's driver
/// @param settings what is switched on
/// @param readiness whether the GPUs take work, after the words "the GPUs"; a guest sets it itself
///   and no report vouches for it, so it is a note and nothing more
/// @param gpus every one, by index; at least one
/// @param switches every one, by UUID, in Protected PCIe mode; none in another, where no GPU trusts
///   one
public record Platform(
    String driverVersion,
    ConfComputeSettings settings,
    String readiness,
    List<Gpu> gpus,
    List<NvSwitch> switches) {
  public Platform {
    gpus = List.copyOf(gpus);
    switches = List.copyOf(switches);
  }

  /// Refuses a state in which reports would prove nothing, or would not be all that there must be.
  ///
  /// @throws EvidenceException which state that is, and what to do
  public void requireConfidential() throws EvidenceException {
    var refusals =
        Stream.concat(
                settings.refusal().stream(),
                switches.stream().map(NvSwitch::refusal).flatMap(Optional::stream))
            .toList();
    if (!refusals.isEmpty()) {
      throw new EvidenceException(String.join("; ", refusals));
    }
  }
}
