package dev.strongroom.agent.collect.nvidia;

import dev.strongroom.agent.collect.EvidenceException;
import dev.strongroom.protocol.evidence.EvidenceSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A machine's accelerators while the libraries are open by which they are asked.
///
/// @param cards every GPU, by index; at least one
/// @param fabric the switches, in Protected PCIe mode
record Node(Nvml nvml, ConfComputeSettings settings, List<Card> cards, Optional<Fabric> fabric) {
  Node {
    cards = List.copyOf(cards);
  }

  /// A GPU, by its handle and as its driver describes it.
  record Card(Nvml.Device device, Gpu gpu) {
    String name() {
      return "GPU " + gpu.index() + " (" + gpu.uuid() + ")";
    }
  }

  /// A switch, by its id and as its driver describes it.
  record Link(Nscq.Device device, NvSwitch nvSwitch) {
    String name() {
      return nvSwitch.name();
    }
  }

  /// Every switch, by UUID, and the session in which they are asked.
  record Fabric(Nscq nscq, List<Link> links) {
    Fabric {
      links = List.copyOf(links);
    }
  }

  /// The GPUs of this machine, without its switches.
  ///
  /// @throws EvidenceException if there is none, or any that does not say what it is
  static Node of(Nvml nvml) throws NvmlException, EvidenceException {
    var cards = cards(nvml);
    return new Node(nvml, nvml.settings(), cards, Optional.empty());
  }

  /// The same with its switches.
  ///
  /// @throws EvidenceException if there is none, or any that does not say its mode
  Node with(Nscq nscq) throws NscqException, EvidenceException {
    var links = links(nscq, cards.size());
    return new Node(nvml, settings, cards, Optional.of(new Fabric(nscq, links)));
  }

  List<Link> links() {
    return fabric.map(Fabric::links).orElse(List.of());
  }

  /// What the drivers say of it.
  Platform platform() throws NvmlException {
    return new Platform(
        nvml.driverVersion(),
        settings,
        readiness(nvml),
        cards.stream().map(Card::gpu).toList(),
        links().stream().map(Link::nvSwitch).toList());
  }

  private static List<Card> cards(Nvml nvml) throws NvmlException, EvidenceException {
    long count = Integer.toUnsignedLong(nvml.count());
    if (count == 0) {
      throw new EvidenceException(
          "NVIDIA's driver is there and knows no GPU; pass one through to this guest");
    }
    if (count > EvidenceSet.MAX_DEVICES) {
      throw new EvidenceException(
          "NVML counts %d GPUs, and a machine's Evidence has room for %d"
              .formatted(count, EvidenceSet.MAX_DEVICES));
    }
    var cards = new ArrayList<Card>();
    for (int index = 0; index < count; index++) {
      try {
        var device = nvml.device(index);
        cards.add(new Card(device, nvml.describe(device)));
      } catch (NvmlException e) {
        throw new EvidenceException("GPU " + index + ": " + Advice.with(e), e);
      }
    }
    return cards;
  }

  private static List<Link> links(Nscq nscq, int gpus) throws NscqException, EvidenceException {
    var devices = nscq.devices();
    if (devices.isEmpty()) {
      throw new EvidenceException(
          "the GPUs are in Protected PCIe mode and NVIDIA's driver knows no NVSwitch; pass every"
              + " switch of the board through to this guest");
    }
    if (gpus + devices.size() > EvidenceSet.MAX_DEVICES) {
      throw new EvidenceException(
          "NVML counts %d GPUs and NSCQ %d switches, and a machine's Evidence has room for %d"
              .formatted(gpus, devices.size(), EvidenceSet.MAX_DEVICES));
    }
    var links = new ArrayList<Link>();
    for (var device : devices) {
      try {
        links.add(new Link(device, new NvSwitch(links.size(), device.uuid(), nscq.mode(device))));
      } catch (NscqException e) {
        throw new EvidenceException(
            "NVSwitch %d (%s): %s".formatted(links.size(), device.uuid(), e.getMessage()), e);
      }
    }
    return links;
  }

  private static String readiness(Nvml nvml) {
    try {
      int state = nvml.readyState();
      return switch (state) {
        case 0 -> "take no work yet";
        case 1 -> "take work";
        default -> "are in ready state " + state + ", which is not known here";
      };
    } catch (NvmlException e) {
      return "do not say whether they take work: " + e.getMessage();
    }
  }
}
