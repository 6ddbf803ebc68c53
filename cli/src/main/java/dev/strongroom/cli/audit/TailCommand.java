package dev.strongroom.cli.audit;

import dev.strongroom.cli.connection.BrokerOptions;
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
    mixinStandardHelpOptions = true)
public final class TailCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private BrokerOptions broker;

  @Option(names = "--from", description = "Index of the first entry (default: 0).")
  private long from;

  @Override
  public Integer call()
      throws IOException, MalformedException, RefusedException, UnavailableException {
    var out = spec.commandLine().getOut();
    try (var client = broker.connect()) {
      for (var row : StoredLog.read(client, from)) {
        var entry = AuditEntry.parse(row.content());
        out.println(row.index() + "  " + entry.at() + "  " + Story.of(entry));
      }
      return 0;
    }
  }
}
