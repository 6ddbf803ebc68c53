package dev.strongroom.agent.collect.nvidia;

import dev.strongroom.protocol.evidence.Evidence;
import java.util.List;
import java.util.stream.Stream;

/// Evidence of every accelerator of a machine, made with one nonce.
///
/// @param gpus by index
/// @param switches by UUID; none outside Protected PCIe mode
public record NodeEvidence(List<GpuEvidence> gpus, List<SwitchEvidence> switches) {
  public NodeEvidence {
    gpus = List.copyOf(gpus);
    switches = List.copyOf(switches);
  }

  /// GPUs, then switches.
  public List<Evidence> all() {
    return Stream.concat(
            gpus.stream().map(GpuEvidence::evidence),
            switches.stream().map(SwitchEvidence::evidence))
        .toList();
  }
}
