package dev.strongroom.cli.audit;

import dev.strongroom.cli.connection.BrokerOptions;
import dev.strongroom.cli.owner.OwnerOnly;
import dev.strongroom.cli.terminal.Failure;
import dev.strongroom.cli.terminal.Lines;
import dev.strongroom.protocol.client.RefusedException;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.transparency.LogException;
import dev.strongroom.wire.MalformedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `strongroom audit checkpoint`: keeps a checkpoint outside the broker.
@Command(
    name = "checkpoint",
    description = "Fetch the newest checkpoint, verify its signature, keep it in a file.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = {
      "  strongroom audit checkpoint --out kept.txt --log-key KEY --origin ORIGIN \\",
      "    --broker https://127.0.0.1:8443 --ca ca.pem --identity ./auditor",
    })
public final class CheckpointCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private BrokerOptions broker;
  @Mixin private LogKeyOptions log;

  @Option(names = "--out", required = true, description = "Where to keep it.")
  private Path out;

  @Override
  public Integer call()
      throws IOException, MalformedException, RefusedException, UnavailableException, Failure {
    try (var client = broker.connect()) {
      var note = client.checkpoint();
      var checkpoint = log.verify(note);
      OwnerOnly.writeDocument(out, note.getBytes(StandardCharsets.UTF_8));
      var entries = checkpoint.head().size() == 1 ? " entry" : " entries";
      Lines.of(spec).say("checkpoint of " + checkpoint.head().size() + entries + " kept in " + out);
      return 0;
    } catch (LogException e) {
      throw new Failure(Failure.Kind.INTEGRITY, e.code(), e);
    }
  }
}
