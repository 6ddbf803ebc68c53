package dev.strongroom.cli.evidence;

import picocli.CommandLine.Command;

/// `strongroom evidence`: Evidence and what it proves.
@Command(
    name = "evidence",
    description = "Collect Evidence, look at it, verify it.",
    subcommands = {
      CollectCommand.class,
      InspectCommand.class,
      VerifyCommand.class,
      DevicesCommand.class
    },
    mixinStandardHelpOptions = true)
public final class EvidenceCommand {}
