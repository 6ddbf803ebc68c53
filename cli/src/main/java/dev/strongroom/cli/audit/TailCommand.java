package dev.strongroom.cli.audit;

import dev.strongroom.cli.connection.BrokerOptions;
import dev.strongroom.cli.terminal.Failure;
import dev.strongroom.cli.terminal.Lines;
import dev.strongroom.protocol.audit.AuditEntry;
import dev.strongroom.protocol.client.RefusedException;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.wire.MalformedException;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `strongroom audit tail`: what the broker did, in words.
@Command(
    name = "tail",
    description = "Print log entries, one line each.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer =
        "  strongroom audit tail --broker https://127.0.0.1:8443 --ca ca.pem --identity ./auditor")
public final class TailCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private BrokerOptions broker;

  @Option(names = "--from", description = "Index of the first entry (default: 0).")
  private long from;

  @Override
  public Integer call()
      throws IOException, MalformedException, RefusedException, UnavailableException, Failure {
    var out = Lines.of(spec);
    try (var client = broker.connect()) {
      for (var row : StoredLog.read(client, from)) {
        var entry = AuditEntry.parse(row.content());
        out.say(row.index() + "  " + entry.at() + "  " + Story.of(entry));
      }
      return 0;
    }
  }
}
