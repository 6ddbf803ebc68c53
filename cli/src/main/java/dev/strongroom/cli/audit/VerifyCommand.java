package dev.strongroom.cli.audit;

import dev.strongroom.cli.connection.BrokerOptions;
import dev.strongroom.cli.terminal.Failure;
import dev.strongroom.cli.terminal.Lines;
import dev.strongroom.protocol.client.RefusedException;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.transparency.LogAudit;
import dev.strongroom.transparency.LogAudit.Report;
import dev.strongroom.transparency.LogException;
import dev.strongroom.wire.MalformedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `strongroom audit verify`: is the stored log still the one that was signed?
@Command(
    name = "verify",
    description = "Hash the stored log anew and compare it with a checkpoint kept outside.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = {
      "  strongroom audit verify --checkpoint kept.txt --log-key KEY --origin ORIGIN \\",
      "    --broker https://127.0.0.1:8443 --ca ca.pem --identity ./auditor",
      "",
      "Without --checkpoint it uses the broker's newest one, and says that a log which was",
      "rolled back as a whole would look just as good.",
    })
public final class VerifyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private BrokerOptions broker;
  @Mixin private LogKeyOptions log;

  @Option(names = "--checkpoint", description = "A checkpoint kept outside the broker.")
  private Optional<Path> checkpoint = Optional.empty();

  @Override
  public Integer call()
      throws IOException, MalformedException, RefusedException, UnavailableException, Failure {
    try (var client = broker.connect()) {
      var newest = log.verify(client.checkpoint());
      var rows = StoredLog.read(client, 0);
      Report report;
      if (checkpoint.isPresent()) {
        var outside = log.verify(Files.readString(checkpoint.get()));
        report = LogAudit.verify(rows, outside, List.of(newest));
      } else {
        report = LogAudit.verifyUnanchored(rows, List.of(newest));
      }
      Lines.of(spec).say(say(report));
      return 0;
    } catch (LogException e) {
      throw new Failure(Failure.Kind.INTEGRITY, e.code(), e);
    }
  }

  private static String say(Report report) throws Failure {
    return switch (report) {
      case Report.Intact intact ->
          "intact: all "
              + intact.head().size()
              + " entries hash to what was signed; "
              + intact.anchored()
              + " of them are covered by the checkpoint kept outside";
      case Report.Unanchored unanchored ->
          "consistent: "
              + unanchored.head().size()
              + " entries hash to the broker's own checkpoint. A rollback of the whole log cannot"
              + " be excluded without a checkpoint kept outside (--checkpoint)";
      case Report.BadEntry bad ->
          throw tampered("entry " + bad.index() + " is the first bad one: " + bad.reason());
      case Report.Shorter shorter ->
          throw tampered(
              "rolled back: "
                  + shorter.size()
                  + " entries are stored, a signed checkpoint covers "
                  + shorter.checkpoint().head().size());
      case Report.Forked forked ->
          throw tampered(
              "forked: the first wrong entry is one of "
                  + forked.from()
                  + " to "
                  + (forked.to() - 1)
                  + "; the root at "
                  + forked.checkpoint().head().size()
                  + " entries is not the signed one");
    };
  }

  private static Failure tampered(String message) {
    return new Failure(Failure.Kind.INTEGRITY, "audit.tampered", message);
  }
}
