package dev.strongroom.cli.contain;

import picocli.CommandLine.Command;

/// `strongroom fleet`: who holds what.
@Command(
    name = "fleet",
    description = "See who holds which model, and which machine each accelerator belongs to.",
    subcommands = FleetListCommand.class,
    mixinStandardHelpOptions = true)
public final class FleetCommand {}
