package dev.strongroom.agent.edge;

import dev.strongroom.agent.AgentException;
import dev.strongroom.agent.Fault;
import dev.strongroom.agent.handshake.Deployment;
import dev.strongroom.agent.workload.WorkloadPlan;
import dev.strongroom.protocol.network.IpAddress;
import dev.strongroom.protocol.release.Workload;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.PublicKey;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `run`: gets the key, opens the weights, starts the workload and serves it.
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Prove this machine to the broker, open the model in memory and serve it while the lease"
          + " lives.",
      "Prints 'READY https://HOST:PORT lease=ID model=OWNER/MODEL@VERSION profile=PROFILE' on"
          + " standard output once it serves.",
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "2:used wrongly, or no TEE to speak for",
      "5:the broker refused; its code and explanation are printed",
      "6:the broker ended the lease",
      "7:the workload, or the memory for it, failed",
      "8:the broker did not answer, or not in time",
      "9:something is not what was signed",
      "130, 143:ended by SIGINT, SIGTERM",
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  Serve a GGUF model with the owner's ticket:",
      "    strongroom agent run --broker https://127.0.0.1:8443 --broker-ca ca.pem \\",
      "      --ticket ticket.dsse.json --owner-key owner.pub.pem --model-dir /models/m1 \\",
      "      --evidence SOURCE --listen 10.20.0.11:8443 --address 10.20.0.11 \\",
      "      --state /var/lib/strongroom --env LANG=C.UTF-8 -- \\",
      "      /opt/server/bin/serve --model {weights} --port 0",
      "",
      "  Start the JVM with --enable-native-access=ALL-UNNAMED -XX:+DisableAttachMechanism.",
    })
final class RunCommand implements Callable<Integer> {
  @Spec @Nullable CommandSpec spec;

  @Option(
      names = "--broker",
      required = true,
      paramLabel = "URL",
      description = "The broker, such as https://127.0.0.1:8443.")
  URI broker = URI.create("");

  @Option(
      names = "--broker-ca",
      required = true,
      paramLabel = "PEM",
      description = "Authority behind the broker's TLS certificate.")
  Path brokerAuthority = Path.of("");

  @Option(
      names = "--ticket",
      required = true,
      paramLabel = "JSON",
      description = "Deployment ticket, signed by the owner.")
  Path ticket = Path.of("");

  @Option(
      names = "--owner-key",
      required = true,
      paramLabel = "PEM",
      description = "Public key that must have signed ticket and model.")
  Path ownerKey = Path.of("");

  @Option(
      names = "--model-dir",
      required = true,
      paramLabel = "DIR",
      description = "The sealed model.")
  Path modelDirectory = Path.of("");

  @Option(
      names = "--evidence",
      required = true,
      paramLabel = "SOURCE",
      description = "Where Evidence comes from; a wrong name lists the right ones.")
  String evidence = "";

  @Option(
      names = "--evidence-option",
      paramLabel = "KEY=VALUE",
      description = "Passed to the Evidence source; may be repeated.")
  Map<String, String> evidenceOptions = new LinkedHashMap<>();

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:0",
      converter = HostPort.Converter.class,
      description = "Where to serve (default: ${DEFAULT-VALUE}; port 0 is any free one).")
  HostPort listen = new HostPort("127.0.0.1", 0);

  @Option(
      names = "--endpoint",
      paramLabel = "URL",
      description = "What gateways are told instead of the listening address.")
  @Nullable URI endpoint;

  @Option(
      names = "--address",
      required = true,
      paramLabel = "IP",
      converter = AddressConverter.class,
      description = {
        "Address under which this node's traffic appears in flow records, inside the ticket's"
            + " networks; may be repeated.",
      })
  List<IpAddress> addresses = new ArrayList<>();

  /// Reads an address.
  static final class AddressConverter implements CommandLine.ITypeConverter<IpAddress> {
    @Override
    public IpAddress convert(String text) {
      try {
        return IpAddress.parse("address", text);
      } catch (MalformedException e) {
        throw new CommandLine.TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
  }

  @Option(
      names = "--state",
      required = true,
      paramLabel = "DIR",
      description = "Where the last checkpoint of the broker's log is remembered.")
  Path stateDirectory = Path.of("");

  @Option(
      names = "--image",
      paramLabel = "TEXT",
      description = "Image of the workload as the ticket names it (default: the program).")
  @Nullable String image;

  @Option(
      names = "--env",
      paramLabel = "NAME=VALUE",
      description = "Variable of the workload; may be repeated. It gets no others.")
  Map<String, String> environment = new LinkedHashMap<>();

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "Threads that open the weights (default: one a core).")
  int workers = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--patience",
      paramLabel = "DURATION",
      defaultValue = "PT2M",
      description = "How long to ask a broker that does not answer (default: ${DEFAULT-VALUE}).")
  Duration patience = Duration.ZERO;

  @Option(
      names = "--ready-timeout",
      paramLabel = "DURATION",
      defaultValue = "PT2M",
      description = "How long the workload may take to be ready (default: ${DEFAULT-VALUE}).")
  Duration readyTimeout = Duration.ZERO;

  @Parameters(
      arity = "1..*",
      paramLabel = "ARGV",
      description = "Command line of the workload, after --; {weights} stands for the weights.")
  List<String> argv = new ArrayList<>();

  @Override
  public Integer call() throws AgentException, InterruptedException {
    var ending = new Ending(Thread.currentThread());
    var hook = Thread.ofPlatform().name("signal").unstarted(ending::signalled);
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      new Agent(settings(), System.out, System.err, ending).run();
      return outcome(ending, new AgentException(Fault.UNAVAILABLE, "ended"));
    } catch (AgentException e) {
      return outcome(ending, e);
    } catch (InterruptedException e) {
      return outcome(ending, new AgentException(Fault.UNAVAILABLE, "interrupted", e));
    } finally {
      ending.cleared();
    }
  }

  /// Whatever failed once the agent was told to end is but a consequence of that. After a signal
  /// the process has the signal's status, not this one.
  private static int outcome(Ending ending, AgentException consequence) throws AgentException {
    if (ending.isSignalled()) {
      return 0;
    }
    throw ending.reasonOr(consequence);
  }

  private Settings settings() throws AgentException {
    if (listen.isWildcard() && endpoint == null) {
      throw usage("--listen " + listen + ": say with --endpoint how gateways reach this node");
    }
    if (workers < 1 || !patience.isPositive() || !readyTimeout.isPositive()) {
      throw usage("--workers, --patience, --ready-timeout: want more than zero");
    }
    var owner = owner();
    return new Settings(
        broker,
        brokerAuthority,
        Deployment.open(Bytes.copyOf(read("--ticket", ticket)), owner),
        owner,
        modelDirectory,
        evidence,
        evidenceOptions,
        listen,
        Optional.ofNullable(endpoint),
        addresses,
        stateDirectory,
        plan(),
        workers,
        patience,
        readyTimeout);
  }

  private WorkloadPlan plan() {
    try {
      var named = image == null ? argv.getFirst() : image;
      return new WorkloadPlan(new Workload(named, argv, new TreeMap<>(environment)));
    } catch (IllegalArgumentException e) {
      throw usage(String.valueOf(e.getMessage()));
    }
  }

  private PublicKey owner() throws AgentException {
    try {
      return PublicKey.ofPem(Bytes.copyOf(read("--owner-key", ownerKey)).utf8());
    } catch (MalformedException e) {
      throw new AgentException(Fault.USAGE, "--owner-key " + ownerKey + ": " + e.getMessage(), e);
    }
  }

  private static byte[] read(String option, Path file) throws AgentException {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new AgentException(
          Fault.USAGE, option + " " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private ParameterException usage(String message) {
    var command = java.util.Objects.requireNonNull(spec).commandLine();
    return new ParameterException(command, message);
  }
}
