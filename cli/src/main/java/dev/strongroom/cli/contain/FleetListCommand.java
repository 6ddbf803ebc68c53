package dev.strongroom.cli.contain;

import dev.strongroom.cli.connection.BrokerOptions;
import dev.strongroom.cli.terminal.Failure;
import dev.strongroom.cli.terminal.Lines;
import dev.strongroom.protocol.client.BrokerClient;
import dev.strongroom.protocol.client.RefusedException;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.protocol.containment.Fleet;
import dev.strongroom.protocol.ledger.DevicePage;
import dev.strongroom.protocol.ledger.RefusedMoves;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.json.StrictJson;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `strongroom fleet ls`: who holds which model now, and the device ledger.
@Command(
    name = "ls",
    description = {
      "List enrolled models, the nodes that hold them now, every accelerator with the machine and the"
          + " boot of it that it belongs to, and machines that showed another's accelerator.",
      "Long ids are shortened; --format json has them whole."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer =
        "  strongroom fleet ls --broker https://127.0.0.1:8443 --ca ca.pem --identity ./operator")
public final class FleetListCommand implements Callable<Integer> {
  private static final int PAGE = 1000;

  @Spec private CommandSpec spec;
  @Mixin private BrokerOptions broker;

  @Option(names = "--format", description = "human or json (default: human).")
  private Format format = Format.HUMAN;

  /// How to print.
  public enum Format {
    /// For people.
    HUMAN,
    /// For programs: the broker's own records.
    JSON
  }

  /// Everything that is listed, as JSON has it.
  ///
  /// @param fleet models and who holds them
  /// @param devices the device ledger, by id
  /// @param refusedMoves devices that a second platform showed, newest first
  record Listing(
      Fleet fleet, List<DevicePage.Device> devices, List<RefusedMoves.Move> refusedMoves) {}

  @Override
  public Integer call()
      throws IOException, MalformedException, RefusedException, UnavailableException, Failure {
    try (var client = broker.connect()) {
      var listing =
          new Listing(
              client.fleet(0, Duration.ZERO), devices(client), client.refusedMoves().moves());
      var out = Lines.of(spec);
      switch (format) {
        case JSON -> out.json(StrictJson.pretty(listing));
        case HUMAN -> {
          print(out, listing.fleet());
          printDevices(out, listing.devices());
          listing.refusedMoves().forEach(move -> out.say(refused(move)));
        }
      }
      return 0;
    }
  }

  private static List<DevicePage.Device> devices(BrokerClient client)
      throws RefusedException, UnavailableException, MalformedException {
    var all = new ArrayList<DevicePage.Device>();
    while (true) {
      var page = client.devices(all.isEmpty() ? "" : all.getLast().id(), PAGE).devices();
      for (var device : page) {
        if (!all.isEmpty() && device.id().compareTo(all.getLast().id()) <= 0) {
          throw new MalformedException("devices", -1, "ids do not rise: the list would not end");
        }
        all.add(device);
      }
      if (page.isEmpty()) {
        return all;
      }
    }
  }

  private static void print(Lines out, Fleet fleet) {
    out.say("profile " + fleet.profile().text());
    for (var model : fleet.models()) {
      out.say(
          String.format(
              Locale.ROOT,
              "%s/%s  %s of weights, egress budget %s in 30 days%s",
              model.owner(),
              model.model(),
              Lines.count(model.weightBytes(), "byte"),
              Lines.count(model.egressBudgetBytes(), "byte"),
              model.frozen() ? ", releases FROZEN" : ""));
    }
    for (var holder : fleet.holders()) {
      out.say(
          String.format(
              Locale.ROOT,
              "  lease %s  %s  %s  %d s left",
              holder.leaseId(),
              holder.model(),
              holder.endpoint().isEmpty() ? "(not serving)" : holder.endpoint(),
              holder.remaining().toSeconds()));
    }
    if (fleet.holders().isEmpty()) {
      out.say("  no node holds a key now");
    }
  }

  private static void printDevices(Lines out, List<DevicePage.Device> devices) {
    out.say(Lines.count(devices.size(), "device"));
    for (var device : devices) {
      out.say(
          String.format(
              Locale.ROOT,
              "  device %s  %s  platform %s  boot %s  %s  %s  %s",
              device.id(),
              device.architecture().isEmpty() ? "(class unknown)" : device.architecture(),
              Lines.shortened(device.platformId()),
              Lines.shortened(device.bootInstance()),
              Lines.count(device.leases(), "lease"),
              lastMove(device),
              Lines.count(device.fencedBoots(), "fenced boot")));
    }
  }

  private static String lastMove(DevicePage.Device device) {
    return device.cameFrom().isEmpty()
        ? "there since " + device.since()
        : "moved " + device.since() + " from " + Lines.shortened(device.cameFrom());
  }

  private static String refused(RefusedMoves.Move move) {
    return String.format(
        Locale.ROOT,
        "REFUSED: platform %s showed device %s of platform %s %s, last %s (ledger.device-held)",
        Lines.shortened(move.askingPlatformId()),
        move.deviceId(),
        Lines.shortened(move.holdingPlatformId()),
        Lines.count(move.times(), "time"),
        move.last());
  }
}
