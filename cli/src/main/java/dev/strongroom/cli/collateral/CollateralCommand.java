package dev.strongroom.cli.collateral;

import picocli.CommandLine.Command;

/// `strongroom collateral`: what verification needs beforehand.
@Command(
    name = "collateral",
    description = "Fetch what verification needs beforehand; look at it; check it.",
    subcommands = {
      FetchCommand.class,
      ShowCommand.class,
      VerifyCommand.class,
      CoverageCommand.class
    },
    mixinStandardHelpOptions = true)
public final class CollateralCommand {}
