package dev.strongroom.collateral.coverage;

import dev.strongroom.attestation.scheme.nvidia.NvidiaCollateral;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.attestation.trust.VerificationCache;
import dev.strongroom.collateral.coverage.ManifestState.State;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.wire.MalformedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/// What is at hand for devices under a driver, and what is missing. Measurements are not compared:
/// of a driver that no device runs yet there are none.
///
/// @param driver that was asked for
/// @param devices in their order
/// @param groups devices that need the same manifests
public record Coverage(DriverLine driver, List<DeviceState> devices, List<Group> groups) {
  private static final int CACHED = 256;

  public Coverage {
    devices = List.copyOf(devices);
    groups = List.copyOf(groups);
  }

  /// Devices that need the same manifests.
  ///
  /// @param architecture of all of them
  /// @param needs what they need
  /// @param places of the devices
  public record Group(String architecture, List<Need> needs, List<Integer> places) {
    public Group {
      needs = List.copyOf(needs);
      places = List.copyOf(places);
    }

    /// True if each need is met.
    public boolean isCovered() {
      return needs.stream().allMatch(Need::isCovered);
    }
  }

  /// One of a group's needs: any of these manifests meets it.
  ///
  /// @param manifests one; of a line of drivers all that are at hand, at least one
  public record Need(List<ManifestState> manifests) {
    public Need {
      manifests = List.copyOf(manifests);
    }

    /// True if one of the manifests is covered.
    public boolean isCovered() {
      return manifests.stream().anyMatch(manifest -> manifest.state() == State.COVERED);
    }
  }

  /// Looks at what is at hand.
  ///
  /// @param devices reports that they made today, with their chains
  /// @param now when it is to be used
  /// @throws MalformedException if a report or chain has another form than it must have
  public static Coverage of(
      List<Evidence> devices,
      DriverLine driver,
      NvidiaCollateral collateral,
      TrustAnchors anchors,
      Instant now)
      throws MalformedException {
    var looked = new Looking(collateral, anchors, now, new VerificationCache(CACHED));
    var states = new ArrayList<DeviceState>();
    var places = new LinkedHashMap<DeviceNeeds, List<Integer>>();
    for (int place = 0; place < devices.size(); place++) {
      var device = SentDevice.parse("devices[" + place + "]", devices.get(place));
      states.add(looked.atDevice(place, device));
      places.computeIfAbsent(device.needs(driver), _ -> new ArrayList<>()).add(place);
    }
    var groups = new ArrayList<Group>();
    places.forEach((needs, of) -> groups.add(looked.atManifests(needs, of)));
    return new Coverage(driver, states, groups);
  }

  /// True if there are devices, and nothing is missing for any.
  public boolean isComplete() {
    return !devices.isEmpty()
        && groups.stream().allMatch(Group::isCovered)
        && devices.stream().allMatch(device -> device.state() == State.COVERED);
  }

  /// True if nothing is missing for this device.
  ///
  /// @param place among the devices
  public boolean isCovered(int place) {
    return devices.get(place).state() == State.COVERED
        && groups.stream()
            .filter(group -> group.places().contains(place))
            .allMatch(Group::isCovered);
  }
}
