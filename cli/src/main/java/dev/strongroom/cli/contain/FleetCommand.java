package dev.strongroom.cli.contain;

import dev.strongroom.cli.connection.BrokerOptions;
import dev.strongroom.cli.terminal.Failure;
import dev.strongroom.cli.terminal.Lines;
import dev.strongroom.protocol.client.RefusedException;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.protocol.containment.Fleet;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.json.StrictJson;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `strongroom fleet`: who holds which model now.
@Command(
    name = "fleet",
    description = "List enrolled models and the nodes that hold them now.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = "  strongroom fleet --broker https://127.0.0.1:8443 --ca ca.pem --identity ./operator")
public final class FleetCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private BrokerOptions broker;

  @Option(names = "--format", description = "human or json (default: human).")
  private Format format = Format.HUMAN;

  /// How to print.
  public enum Format {
    /// For people.
    HUMAN,
    /// For programs: the broker's own record.
    JSON
  }

  @Override
  public Integer call()
      throws IOException, MalformedException, RefusedException, UnavailableException, Failure {
    try (var client = broker.connect()) {
      var fleet = client.fleet(0, Duration.ZERO);
      var out = Lines.of(spec);
      switch (format) {
        case JSON -> out.json(StrictJson.pretty(fleet));
        case HUMAN -> print(out, fleet);
      }
      return 0;
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
}
