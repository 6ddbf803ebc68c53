package dev.strongroom.cli;

import dev.strongroom.cli.audit.AuditCommand;
import dev.strongroom.cli.collateral.CollateralCommand;
import dev.strongroom.cli.contain.ContainCommand;
import dev.strongroom.cli.contain.FleetCommand;
import dev.strongroom.cli.evidence.EvidenceCommand;
import dev.strongroom.cli.model.InspectCommand;
import dev.strongroom.cli.model.ModelCommand;
import dev.strongroom.cli.model.PolicyCommand;
import dev.strongroom.cli.model.SealCommand;
import dev.strongroom.cli.model.TicketCommand;
import dev.strongroom.cli.owner.InitCommand;
import dev.strongroom.cli.terminal.ProgressDisplay;
import dev.strongroom.cli.terminal.Values;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.UnmatchedArgumentException;

/// Entry point of `strongroom`.
@Command(
    name = "strongroom",
    description = "Keeps model weights sealed until an accelerator has proved what it is.",
    subcommands = {
      InitCommand.class,
      ModelCommand.class,
      PolicyCommand.class,
      TicketCommand.class,
      EvidenceCommand.class,
      CollateralCommand.class,
      FleetCommand.class,
      ContainCommand.class,
      AuditCommand.class,
      HelpCommand.class,
    },
    mixinStandardHelpOptions = true,
    version = "strongroom 0.1.0-SNAPSHOT",
    footerHeading = "%nExit status:%n",
    footer = {
      "  0 done   1 this machine   2 usage or malformed input   4 not found",
      "  5 refused by the broker, or a policy by another signer",
      "  6 Evidence authentic, with warnings",
      "  8 nobody answered, or not with a certificate of --ca",
      "  9 a sealed model, its key or the log is not what the owner or the broker signed",
      "  10 Evidence not authentic   11 Evidence authentic but contraindicated, by itself or a policy",
      "  12 collateral that has ended, or does not cover a device   13 no TEE on this machine",
      "  14 Evidence not judged: its collateral is missing or of another time   130 interrupted",
      "",
      "The script ./strongroom also starts './strongroom quickstart', which shows every part at work on",
      "this machine, and './strongroom agent run', the program beside a model.",
    })
public final class Main {
  private static final int HELP_WIDTH = 110;

  private Main() {}

  /// Runs one command and exits with its status.
  public static void main(String[] args) {
    System.exit(commandLine(ProgressDisplay.standardError()).execute(args));
  }

  /// The whole command line, for programs that run commands themselves. Set its writers to capture
  /// output.
  ///
  /// @param progress where long work shows how far it is
  public static CommandLine commandLine(ProgressDisplay progress) {
    return withComplaints(new CommandLine(new Main(), new Commands(progress)))
        .setUsageHelpWidth(HELP_WIDTH);
  }

  /// Makes `command` read values and complain as every command here does: one line, a code, a
  /// status.
  public static CommandLine withComplaints(CommandLine command) {
    return Values.teach(command)
        .setExecutionStrategy(Main::run)
        .setParameterExceptionHandler(Complaints::usage)
        .setExecutionExceptionHandler((failure, line, _) -> Complaints.failed(failure, line));
  }

  /// Asked for help, picocli overlooks words that are no command; whoever mistypes one shall know.
  private static int run(ParseResult parsed) {
    var last = parsed;
    while (last.hasSubcommand()) {
      last = last.subcommand();
    }
    var command = last.commandSpec().commandLine();
    if (!last.unmatched().isEmpty() && !command.getSubcommands().isEmpty()) {
      throw new UnmatchedArgumentException(command, last.unmatched());
    }
    return new RunLast().execute(parsed);
  }

  /// Makes the commands; those that take long get the display.
  private record Commands(ProgressDisplay progress) implements IFactory {
    @Override
    public <K> K create(Class<K> type) throws Exception {
      if (type == SealCommand.class) {
        return type.cast(new SealCommand(progress));
      }
      if (type == InspectCommand.class) {
        return type.cast(new InspectCommand(progress));
      }
      return CommandLine.defaultFactory().create(type);
    }
  }
}
