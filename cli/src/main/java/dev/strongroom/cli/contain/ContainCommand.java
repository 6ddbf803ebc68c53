package dev.strongroom.cli.contain;

import dev.strongroom.cli.connection.BrokerOptions;
import dev.strongroom.cli.terminal.Failure;
import dev.strongroom.cli.terminal.Lines;
import dev.strongroom.protocol.client.RefusedException;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.protocol.containment.ContainmentOrder;
import dev.strongroom.protocol.containment.ContainmentOrder.Action;
import dev.strongroom.protocol.containment.ContainmentReceipt;
import dev.strongroom.wire.MalformedException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `strongroom contain`: freezes a model, ends its leases, or takes the freeze back.
@Command(
    name = "contain",
    description = "Freeze releases of a model, end its leases, or unfreeze it.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  strongroom contain end-leases acme/demo --reason 'budget crossed' --preview \\",
      "    --broker https://127.0.0.1:8443 --ca ca.pem --identity ./operator",
      "  the same without --preview does it",
    })
public final class ContainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private BrokerOptions broker;

  @Parameters(index = "0", description = "freeze-releases, end-leases or unfreeze-releases.")
  private String action;

  @Parameters(index = "1", description = "The model, as owner/model.")
  private String model;

  @Option(names = "--reason", required = true, description = "One sentence for the log.")
  private String reason;

  @Option(names = "--alert", description = "Id of the alert behind it.")
  private String alert = "";

  @Option(names = "--preview", description = "Only say what it would hit.")
  private boolean preview;

  @Override
  public Integer call()
      throws IOException, MalformedException, RefusedException, UnavailableException, Failure {
    var order = order();
    try (var client = broker.connect()) {
      var receipt = preview ? client.preview(order) : client.contain(order);
      print(Lines.of(spec), receipt);
      return 0;
    }
  }

  private ContainmentOrder order() throws Failure {
    int slash = model.indexOf('/');
    if (slash < 0) {
      throw new Failure(
          Failure.Kind.USAGE, "usage", "model: got '" + model + "', want owner/model");
    }
    var chosen =
        switch (action) {
          case "freeze-releases" -> Action.FREEZE_RELEASES;
          case "end-leases" -> Action.END_LEASES;
          case "unfreeze-releases" -> Action.UNFREEZE_RELEASES;
          default ->
              throw new Failure(
                  Failure.Kind.USAGE,
                  "usage",
                  "action: got '"
                      + action
                      + "', want freeze-releases, end-leases or unfreeze-releases");
        };
    try {
      return new ContainmentOrder(
          chosen,
          model.substring(0, slash),
          model.substring(slash + 1),
          ContainmentOrder.Source.PERSON,
          alert,
          reason);
    } catch (IllegalArgumentException e) {
      throw new Failure(Failure.Kind.USAGE, "usage", e);
    }
  }

  private void print(Lines out, ContainmentReceipt receipt) {
    out.say(
        (preview ? "would leave releases " : "releases ") + (receipt.frozen() ? "frozen" : "open"));
    var leases = Lines.count(receipt.leases().size(), "lease");
    out.say((preview ? "would end " : "ended ") + leases + listed(receipt.leases()));
    receipt.nodes().forEach(node -> out.say("  node " + node));
    if (!preview) {
      out.say(logged(receipt.entryIndexes()));
    }
  }

  private static String logged(List<Long> entries) {
    if (entries.isEmpty()) {
      return "nothing changed, so nothing was logged";
    }
    var indexes = entries.stream().map(String::valueOf).collect(Collectors.joining(", "));
    return (entries.size() == 1 ? "logged as entry " : "logged as entries ") + indexes;
  }

  private static String listed(List<String> leases) {
    return leases.isEmpty() ? "" : ": " + String.join(", ", leases);
  }
}
