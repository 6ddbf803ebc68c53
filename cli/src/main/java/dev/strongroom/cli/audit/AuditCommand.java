package dev.strongroom.cli.audit;

import picocli.CommandLine.Command;

/// `strongroom audit`: the broker's log.
@Command(
    name = "audit",
    description = "Verify and read the broker's log.",
    subcommands = {CheckpointCommand.class, VerifyCommand.class, TailCommand.class},
    mixinStandardHelpOptions = true)
public final class AuditCommand {}
