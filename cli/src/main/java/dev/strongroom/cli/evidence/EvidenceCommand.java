package dev.strongroom.cli.evidence;

import picocli.CommandLine.Command;

/// `strongroom evidence`: Evidence and what it proves.
@Command(
    name = "evidence",
    description = "Look at Evidence and verify it.",
    subcommands = VerifyCommand.class,
    mixinStandardHelpOptions = true)
public final class EvidenceCommand {}
