package dev.strongroom.cli.collateral;

import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.cli.terminal.Lines;
import dev.strongroom.collateral.coverage.Coverage;
import dev.strongroom.collateral.coverage.DeviceState;
import dev.strongroom.collateral.coverage.DriverLine;
import dev.strongroom.collateral.coverage.ManifestState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What a bundle has for devices, for people and programs.
///
/// @param driver that was asked for, or `present`
/// @param covered true if nothing is missing for any device
record ShownCoverage(
    Instant at, String driver, boolean covered, List<Group> groups, List<Device> devices) {
  /// Devices that need the same manifests.
  ///
  /// @param devices places of its devices
  record Group(
      String architecture, boolean covered, List<Integer> devices, List<List<Manifest>> needs) {}

  /// A manifest, or its absence.
  ///
  /// @param state `covered`, `absent`, `refused` or `warned`
  /// @param signerUntil empty if it is absent
  record Manifest(String id, String state, String signerUntil, List<Found> findings) {
    static Manifest of(ManifestState manifest) {
      return new Manifest(
          manifest.id().text(),
          lower(manifest.state()),
          manifest.signerUntil().map(Instant::toString).orElse(""),
          manifest.findings().stream().map(Found::of).toList());
    }
  }

  /// A device by itself.
  ///
  /// @param covered true if nothing is missing for it, its manifests included
  /// @param state of what speaks of its certificates
  record Device(
      String source,
      String architecture,
      String ueid,
      String driver,
      String vbios,
      boolean covered,
      String state,
      List<Found> findings) {}

  /// What stands against something.
  record Found(String code, String expected, String actual, String advice) {
    static Found of(Finding finding) {
      return new Found(
          finding.rule().code(), finding.expected(), finding.actual(), finding.nextStep());
    }
  }

  static ShownCoverage of(Coverage coverage, List<GivenEvidence.Device> given, Instant at) {
    var devices = new ArrayList<Device>();
    for (var device : coverage.devices()) {
      devices.add(
          device(device, given.get(device.place()).source(), coverage.isCovered(device.place())));
    }
    return new ShownCoverage(
        at,
        coverage.driver().text(),
        coverage.isComplete(),
        coverage.groups().stream().map(ShownCoverage::group).toList(),
        devices);
  }

  private static Group group(Coverage.Group group) {
    return new Group(
        group.architecture(),
        group.isCovered(),
        group.places(),
        group.needs().stream()
            .map(need -> need.manifests().stream().map(Manifest::of).toList())
            .toList());
  }

  private static Device device(DeviceState device, String source, boolean covered) {
    return new Device(
        source,
        device.architecture(),
        device.ueid(),
        device.driver(),
        device.vbios(),
        covered,
        lower(device.state()),
        device.findings().stream().map(Found::of).toList());
  }

  private static String lower(ManifestState.State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  void print(Lines out) {
    for (var group : groups) {
      out.say(
          "%s, driver %s: manifests of %s"
              .formatted(group.architecture(), driver, places(group.devices())));
      for (var need : group.needs()) {
        need.forEach(manifest -> print(out, manifest));
      }
    }
    out.blank();
    out.say("reports, and what speaks of their certificates");
    for (int i = 0; i < devices.size(); i++) {
      print(out, i, devices.get(i));
    }
    out.blank();
    var missing =
        IntStream.range(0, devices.size()).filter(i -> !devices.get(i).covered()).boxed().toList();
    var all = Lines.count(devices.size(), "device");
    out.say(
        missing.isEmpty()
            ? "COVERED: %s, as of %s".formatted(all, at)
            : "NOT COVERED: %d of %s, as of %s: %s"
                .formatted(missing.size(), all, at, places(missing)));
    if (!missing.isEmpty()) {
      out.say(
          "next, where there is a network: strongroom collateral fetch%s FILE… --out NEW.zip, with"
                  .formatted(wanted())
              + " the same FILEs; then this again with NEW.zip");
    }
  }

  /// A line of drivers has several versions: which will be rolled out, its reader knows.
  private String wanted() {
    if (driver.equals(new DriverLine.Present().text())) {
      return "";
    }
    return " --driver " + (driver.endsWith(".x") ? "VERSION" : driver);
  }

  private static void print(Lines out, int place, Device device) {
    var versions =
        device.driver().isEmpty()
            ? "BIOS " + device.vbios()
            : "driver %s, VBIOS %s".formatted(device.driver(), device.vbios());
    out.say(
        row(
            device.state(),
            "[%d] %s  %s %s, %s"
                .formatted(
                    place, device.source(), device.architecture(), device.ueid(), versions)));
    device.findings().forEach(finding -> print(out, finding));
  }

  private static String places(List<Integer> places) {
    return places.stream().map(place -> "[" + place + "]").collect(Collectors.joining(" "));
  }

  private static String row(String state, String rest) {
    return String.format(Locale.ROOT, "  %-8s %s", state, rest);
  }

  private static void print(Lines out, Manifest manifest) {
    var until = manifest.signerUntil().isEmpty() ? "" : ", signer until " + manifest.signerUntil();
    out.say(row(manifest.state(), manifest.id() + until));
    manifest.findings().forEach(finding -> print(out, finding));
  }

  private static void print(Lines out, Found finding) {
    out.say("           " + finding.code());
    out.say("             got  " + finding.actual());
    out.say("             want " + finding.expected());
  }
}
