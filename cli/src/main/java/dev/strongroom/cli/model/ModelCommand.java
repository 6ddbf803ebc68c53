package dev.strongroom.cli.model;

import picocli.CommandLine.Command;

/// `strongroom model`: sealed models.
@Command(
    name = "model",
    description = "Seal, inspect and enrol models.",
    subcommands = {SealCommand.class, EnrolCommand.class, InspectCommand.class},
    mixinStandardHelpOptions = true)
public final class ModelCommand {}
