package dev.strongroom.cli.audit;

import dev.strongroom.transparency.Checkpoint;
import dev.strongroom.transparency.LogException;
import dev.strongroom.transparency.LogVerifierKey;
import dev.strongroom.wire.MalformedException;
import picocli.CommandLine.Option;

/// Which log, and who signs it. Take both from a ticket or from the people who run the broker, not
/// from the broker itself.
public final class LogKeyOptions {
  @Option(
      names = "--log-key",
      required = true,
      description = "Verifier key of the log: name+hash+key, as tickets carry it.")
  private String key;

  @Option(names = "--origin", required = true, description = "Origin line of its checkpoints.")
  private String origin;

  Checkpoint verify(String note) throws MalformedException, LogException {
    return Checkpoint.verify(note, LogVerifierKey.parse(key), origin);
  }
}
