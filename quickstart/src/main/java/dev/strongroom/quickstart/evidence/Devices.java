package dev.strongroom.quickstart.evidence;

import dev.strongroom.simulator.nvidia.Board;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Which accelerators the demonstration's node has.
public enum Devices {
  /// One GPU by itself.
  H100("h100", "one NVIDIA H100 (Hopper)"),
  /// A whole board in protected PCIe.
  HGX_H100("hgx-h100", "an HGX H100: eight GPUs and four NVSwitches in protected PCIe"),
  /// Blackwell with encrypted links.
  B200X8("b200x8", "eight NVIDIA B200 (Blackwell) with encrypted links");

  private final String text;
  private final String described;

  Devices(String text, String described) {
    this.text = text;
    this.described = described;
  }

  /// The devices of that name.
  public static Optional<Devices> of(String name) {
    return Arrays.stream(values()).filter(devices -> devices.text.equals(name)).findFirst();
  }

  /// Every name.
  public static String names() {
    return Arrays.stream(values()).map(Devices::text).collect(Collectors.joining(", "));
  }

  /// Its name.
  public String text() {
    return text;
  }

  /// In words.
  public String described() {
    return described;
  }

  /// What a policy calls them, each class with its count.
  public List<String> accelerators() {
    return switch (this) {
      case H100 -> List.of("GH100=1");
      case HGX_H100 -> List.of("GH100=8", "LS_10=4");
      case B200X8 -> List.of("GB100=8");
    };
  }

  /// Warnings of such devices that a policy must accept by name: reports of LS10 have no FWID.
  public List<String> accepted() {
    return switch (this) {
      case H100, B200X8 -> List.of();
      case HGX_H100 -> List.of("nvidia.fwid.absent");
    };
  }

  /// The simulated hardware.
  Board board() {
    return switch (this) {
      case H100 -> Board.h100(1);
      case HGX_H100 -> Board.hgxH100();
      case B200X8 -> Board.b200(8);
    };
  }
}
