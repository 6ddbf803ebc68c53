package dev.strongroom.cli.contain;

import dev.strongroom.cli.connection.BrokerOptions;
import dev.strongroom.protocol.client.RefusedException;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.protocol.containment.Fleet;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.json.StrictJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
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
      throws IOException, MalformedException, RefusedException, UnavailableException {
    try (var client = broker.connect()) {
      var fleet = client.fleet(0, Duration.ZERO);
      var out = spec.commandLine().getOut();
      switch (format) {
        case JSON -> out.println(StrictJson.pretty(fleet));
        case HUMAN -> print(out, fleet);
      }
      return 0;
    }
  }

  private static void print(PrintWriter out, Fleet fleet) {
    out.println("profile " + fleet.profile().text());
    for (var model : fleet.models()) {
      out.printf(
          "%s/%s  %,d bytes of weights, egress budget %,d bytes in 30 days%s%n",
          model.owner(),
          model.model(),
          model.weightBytes(),
          model.egressBudgetBytes(),
          model.frozen() ? ", releases FROZEN" : "");
    }
    for (var holder : fleet.holders()) {
      out.printf(
          "  lease %s  %s  %s  %d s left%n",
          holder.leaseId(),
          holder.model(),
          holder.endpoint().isEmpty() ? "(not serving)" : holder.endpoint(),
          holder.remaining().toSeconds());
    }
    if (fleet.holders().isEmpty()) {
      out.println("  no node holds a key now");
    }
  }
}
