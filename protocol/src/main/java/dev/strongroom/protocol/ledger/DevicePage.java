package dev.strongroom.protocol.ledger;

import java.time.Instant;
import java.util.List;

/// Devices of the ledger in the order of their ids. An empty page ends the list.
///
/// @param devices those after the id that was asked with
public record DevicePage(List<Device> devices) {
  public DevicePage {
    devices = List.copyOf(devices);
  }

  /// A device and who has it. Ids are lower-case hexadecimal, times the broker's database clock.
  ///
  /// @param id what its vendor certified it as: of NVIDIA's devices the PDI
  /// @param architecture as its leaf certificate names it, such as `GH100`; empty where no release
  ///   has shown the device since the broker keeps it
  /// @param platformId CHIP_ID of the machine that it belongs to
  /// @param bootInstance REPORT_ID of the guest on it that showed the device last
  /// @param firstSeen first release that it was part of
  /// @param lastShown last release that it was part of
  /// @param since when it came to its platform
  /// @param cameFrom the platform before, empty if it never had another
  /// @param leases live leases on it
  /// @param fencedBoots boots, of any platform, that a newer one replaced on it
  public record Device(
      String id,
      String architecture,
      String platformId,
      String bootInstance,
      Instant firstSeen,
      Instant lastShown,
      Instant since,
      String cameFrom,
      int leases,
      int fencedBoots) {}
}
