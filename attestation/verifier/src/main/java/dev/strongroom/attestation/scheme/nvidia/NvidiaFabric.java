package dev.strongroom.attestation.scheme.nvidia;

import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.NvidiaRule;
import dev.strongroom.attestation.finding.Rule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Whether the GPUs and switches of one node are the ones that they say are wired to one another.
/// Pure, used once.
///
/// Links between Hopper GPUs are not encrypted. In protected PCIe (PPCIE) a guest therefore owns a
/// whole board: eight GPUs and four switches. Each GPU names the switch behind every link, each
/// switch its GPUs, by PDI; NVIDIA certified every PDI. A device of another board, one left out and
/// one shown twice all break that. Blackwell encrypts its links in MPT.
///
/// @param devices by the name that findings call them: `devices[3]`
public record NvidiaFabric(SequencedMap<String, NvidiaDevice> devices) {
  private static final int BOARD_GPUS = 8;
  private static final int BOARD_SWITCHES = 4;
  private static final String UNUSED_LINK = "0".repeat(2 * OpaqueData.PDI_BYTES);

  public NvidiaFabric {
    devices = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(devices));
  }

  private record Gpu(String name, NvidiaDevice device, OpaqueData.Gpu opaque) {}

  private record Switch(String name, OpaqueData.Switch opaque) {}

  /// What is wrong with the set as a whole; each finding names its device.
  public List<Finding> findings() {
    var out = new ArrayList<Finding>();
    var gpus = new ArrayList<Gpu>();
    var switches = new ArrayList<Switch>();
    devices.forEach(
        (name, device) -> {
          switch (device.opaque()) {
            case OpaqueData.Gpu gpu -> gpus.add(new Gpu(name, device, gpu));
            case OpaqueData.Switch one -> switches.add(new Switch(name, one));
          }
        });
    var modes =
        gpus.stream()
            .flatMap(gpu -> gpu.opaque().mode().stream())
            .collect(Collectors.toCollection(TreeSet::new));
    if (modes.size() > 1) {
      add(NvidiaRule.FABRIC_MODE, "one mode for all GPUs of a node", modes.toString(), out);
    }
    if (modes.contains(OpaqueData.Mode.PPCIE) || !switches.isEmpty()) {
      board(gpus, switches, out);
    } else if (gpus.size() > 1) {
      unprotected(gpus, out);
    }
    return out;
  }

  // spec: NVIDIA MPT links: Blackwell encrypts them in MPT; Hopper never does, whatever it states
  private static void unprotected(List<Gpu> gpus, List<Finding> out) {
    var open = new TreeSet<String>();
    for (var gpu : gpus) {
      var architecture = gpu.device().architecture();
      var mode = gpu.opaque().mode();
      boolean encrypts =
          switch (architecture) {
            case GB100 -> mode.equals(Optional.of(OpaqueData.Mode.MPT));
            case GH100, LS_10 -> false;
          };
      if (!encrypts && mode.isPresent()) {
        open.add(architecture.text() + " in " + mode.get());
      }
    }
    if (!open.isEmpty()) {
      add(
          NvidiaRule.FABRIC_UNPROTECTED,
          "PPCIE, or Blackwell in MPT, where a node has several GPUs",
          gpus.size() + " GPUs, " + String.join(", ", open),
          out);
    }
  }

  // spec: NVIDIA PPCIE board: a guest owns all eight GPUs and four NVSwitches of the board
  private static void board(List<Gpu> gpus, List<Switch> switches, List<Finding> out) {
    if (gpus.size() != BOARD_GPUS || switches.size() != BOARD_SWITCHES) {
      add(
          NvidiaRule.FABRIC_COUNT,
          BOARD_GPUS + " GPUs and " + BOARD_SWITCHES + " switches",
          gpus.size() + " and " + switches.size(),
          out);
    }
    for (var gpu : gpus) {
      if (!gpu.opaque().mode().equals(Optional.of(OpaqueData.Mode.PPCIE))) {
        add(
            NvidiaRule.FABRIC_MODE,
            "PPCIE beside switches or other GPUs in PPCIE",
            gpu.name() + ": " + gpu.opaque().mode().map(Enum::name).orElse("contradictory"),
            out);
      }
    }
    var gpuPdis = new TreeSet<String>();
    gpus.forEach(gpu -> gpu.device().pdi().ifPresent(gpuPdis::add));
    var switchPdis = new TreeSet<String>();
    switches.forEach(one -> switchPdis.add(one.opaque().pdi()));
    gpus.forEach(gpu -> gpu(gpu, switchPdis, out));
    switches.forEach(one -> ofSwitch(one, gpuPdis, out));
  }

  private static void gpu(Gpu gpu, Set<String> switches, List<Finding> out) {
    var named = new TreeSet<>(gpu.opaque().switchPdis());
    named.remove(UNUSED_LINK);
    if (gpu.device().pdi().isEmpty()) {
      add(
          NvidiaRule.FABRIC_NEIGHBOURS,
          "a PDI in the serial number of chain[1]",
          gpu.name() + ": none",
          out);
    }
    neighbours(gpu.name(), "switches", switches, named, out);
  }

  private static void ofSwitch(Switch one, Set<String> gpus, List<Finding> out) {
    neighbours(one.name(), "GPUs", gpus, one.opaque().gpuPdis(), out);
    // spec: NVIDIA PPCIE lock: LOCK_STATUS of a switch is 1
    if (!one.opaque().locked()) {
      add(NvidiaRule.FABRIC_UNLOCKED, "LOCK_STATUS 1", one.name() + ": not locked", out);
    }
  }

  // spec: NVIDIA PPCIE neighbours: GPUs name the switches, and switches the GPUs, that are shown
  private static void neighbours(
      String name, String what, Set<String> shown, Collection<String> named, List<Finding> out) {
    if (!shown.equals(new TreeSet<>(named))) {
      add(
          NvidiaRule.FABRIC_NEIGHBOURS,
          what + " " + listed(shown),
          name + ": wired to " + listed(new TreeSet<>(named)),
          out);
    }
  }

  private static String listed(Set<String> pdis) {
    return pdis.isEmpty() ? "none" : String.join(" ", pdis);
  }

  private static void add(Rule rule, String want, String got, List<Finding> out) {
    out.add(new Finding(rule, want, got));
  }
}
