package dev.strongroom.cli;

import dev.strongroom.cli.audit.AuditCommand;
import dev.strongroom.cli.contain.ContainCommand;
import dev.strongroom.cli.contain.FleetCommand;
import dev.strongroom.cli.evidence.EvidenceCommand;
import dev.strongroom.cli.model.ModelCommand;
import dev.strongroom.cli.model.PolicyCommand;
import dev.strongroom.cli.model.TicketCommand;
import dev.strongroom.cli.owner.InitCommand;
import dev.strongroom.cli.terminal.Failure;
import dev.strongroom.protocol.client.RefusedException;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.weights.IntegrityException;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.UntrustedException;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

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
      FleetCommand.class,
      ContainCommand.class,
      AuditCommand.class,
    },
    mixinStandardHelpOptions = true,
    version = "strongroom 0.1.0-SNAPSHOT",
    footerHeading = "%nExit status:%n",
    footer = {
      "  0 done   1 this machine   2 usage or malformed input   4 not found",
      "  5 refused by policy or signature   6 Evidence not affirmed",
      "  8 nobody answered   9 integrity   130 interrupted",
      "",
      "The script ./strongroom also starts './strongroom quickstart', which shows every part at work on",
      "this machine, and './strongroom agent run', the program beside a model.",
    })
public final class Main {
  private static final int HELP_WIDTH = 110;

  private Main() {}

  /// Runs one command and exits with its status.
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /// The whole command line, for programs that run commands themselves. Set its writers to capture
  /// output.
  public static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setUsageHelpWidth(HELP_WIDTH)
        .setParameterExceptionHandler(Main::usage)
        .setExecutionExceptionHandler((failure, command, _) -> report(command.getErr(), failure))
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  private static int usage(ParameterException failure, String[] args) {
    var command = failure.getCommandLine();
    print(command.getErr(), String.valueOf(failure.getMessage()), "usage");
    command.getErr().println("See '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return Failure.Kind.USAGE.exitStatus();
  }

  private static int report(PrintWriter err, Exception failure) {
    var known =
        switch (failure) {
          case Failure f -> f;
          case MalformedException e -> new Failure(Failure.Kind.USAGE, "malformed", e);
          case UntrustedException e -> new Failure(Failure.Kind.DENIED, "untrusted", e);
          case IntegrityException e -> new Failure(Failure.Kind.INTEGRITY, e.code(), e);
          case RefusedException e ->
              new Failure(Failure.Kind.DENIED, e.problem().code(), e.problem().detail(), e);
          case UnavailableException e -> new Failure(Failure.Kind.UNAVAILABLE, "unavailable", e);
          case NoSuchFileException e ->
              new Failure(Failure.Kind.NOT_FOUND, "file.missing", "no file " + e.getFile(), e);
          case FileSystemException e ->
              new Failure(
                  Failure.Kind.GENERAL,
                  "file",
                  e.getClass().getSimpleName() + ": " + e.getMessage(),
                  e);
          case IllegalArgumentException e -> new Failure(Failure.Kind.USAGE, "usage", e);
          default -> new Failure(Failure.Kind.GENERAL, "failed", failure.toString(), failure);
        };
    print(err, String.valueOf(known.getMessage()), known.code());
    return known.kind().exitStatus();
  }

  private static void print(PrintWriter err, String message, String code) {
    err.println("strongroom: " + message.lines().findFirst().orElse("") + " [" + code + "]");
    err.flush();
  }
}
