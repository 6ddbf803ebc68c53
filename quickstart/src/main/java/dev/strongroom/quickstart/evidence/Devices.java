package dev.strongroom.quickstart.evidence;

import dev.strongroom.simulator.nvidia.Board;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Which accelerators the demonstration's node has.
public enum Devices {
  /// One GPU by itself.
  H100("h100", "one NVIDIA H100 (Hopper)", List.of("GH100=1"), List.of(), Board.h100(1)),
  /// A whole board in protected PCIe.
  HGX_H100(
      "hgx-h100",
      "an HGX H100: eight GPUs and four NVSwitches in protected PCIe",
      List.of("GH100=8", "LS_10=4"),
      // LS10 switches never show it.
      List.of("nvidia.fwid.absent"),
      Board.hgxH100()),
  /// Blackwell with encrypted links.
  B200X8(
      "b200x8",
      "eight NVIDIA B200 (Blackwell) with encrypted links",
      List.of("GB100=8"),
      List.of(),
      Board.b200(8));

  private final String text;
  private final String described;
  private final List<String> accelerators;
  private final List<String> accepted;
  private final Board board;

  Devices(
      String text,
      String described,
      List<String> accelerators,
      List<String> accepted,
      Board board) {
    this.text = text;
    this.described = described;
    this.accelerators = accelerators;
    this.accepted = accepted;
    this.board = board;
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
    return accelerators;
  }

  /// Warnings of such devices that a policy must accept by name.
  public List<String> accepted() {
    return accepted;
  }

  /// The simulated hardware.
  public Board board() {
    return board;
  }
}
