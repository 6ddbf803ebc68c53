package dev.strongroom.cli.model;

import dev.strongroom.cli.connection.BrokerOptions;
import dev.strongroom.cli.owner.InputFiles;
import dev.strongroom.cli.owner.OwnerOnly;
import dev.strongroom.cli.terminal.Failure;
import dev.strongroom.protocol.client.ClientTls;
import dev.strongroom.protocol.client.RefusedException;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.protocol.enrolment.ReleasePolicy;
import dev.strongroom.protocol.network.IpNetwork;
import dev.strongroom.protocol.release.InitData;
import dev.strongroom.protocol.release.Ticket;
import dev.strongroom.protocol.release.Workload;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.UntrustedException;
import dev.strongroom.wire.json.StrictJson;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `strongroom ticket sign`: where and with what a model may run.
@Command(
    name = "ticket",
    description = "Sign deployment tickets.",
    subcommands = TicketCommand.Sign.class,
    mixinStandardHelpOptions = true)
public final class TicketCommand {
  /// Signs a ticket and writes the init-data that names it.
  @Command(
      name = "sign",
      description = "Sign a deployment ticket and write the init-data that names it.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExample:%n",
      footer = {
        "  strongroom ticket sign --key acme.key --owner acme --model demo --versions 1..1 \\",
        "    --policy policy.dsse.json --image /opt/serve.jar --out ticket.dsse.json \\",
        "    --gateway-ca site-ca.pem --network 10.20.0.0/16 \\",
        "    --broker https://127.0.0.1:8443 --ca ca.pem -- \\",
        "    /usr/bin/java -jar /opt/serve.jar {weights}",
        "",
        "{weights} stands for the path at which the agent opens the model. The workload starts in /:",
        "name program and files by absolute paths.",
      })
  public static final class Sign implements Callable<Integer> {
    private static final Pattern VERSIONS = Pattern.compile("\\d{1,18}(\\.\\.\\d{1,18})?");

    @Spec private CommandSpec spec;
    @Mixin private BrokerOptions broker;

    @Option(names = "--key", required = true, description = "The owner's signing key.")
    private Path key;

    @Option(names = "--owner", required = true, description = "The owner.")
    private String owner;

    @Option(names = "--model", required = true, description = "The model.")
    private String model;

    @Option(names = "--versions", description = "First..last version it opens (default: 1..1).")
    private String versions = "1..1";

    @Option(names = "--policy", required = true, description = "The signed floor policy.")
    private Path policy;

    @Option(names = "--image", required = true, description = "What the workload runs from.")
    private String image;

    @Option(
        names = "--gateway-ca",
        required = true,
        description = "PEM of the authority whose gateways may call the model; may be repeated.")
    private List<Path> gatewayAuthorities = List.of();

    @Option(
        names = "--network",
        required = true,
        description = "Network (CIDR) in which nodes may stand; may be repeated.")
    private List<String> networks = List.of();

    @Option(names = "--env", description = "NAME=VALUE that the workload gets; may be repeated.")
    private Map<String, String> environment = Map.of();

    @Option(
        names = "--valid-for",
        paramLabel = "DURATION",
        defaultValue = "P90D",
        description = "How long it opens sessions from now on (default: ${DEFAULT-VALUE}).")
    private Duration validFor = Duration.ZERO;

    @Option(names = "--out", required = true, description = "Where to write the ticket.")
    private Path out;

    @Option(names = "--init-data", description = "Where to write the init-data document.")
    private java.util.Optional<Path> initData = java.util.Optional.empty();

    @Parameters(arity = "1..*", description = "Command line of the workload, program first.")
    private List<String> argv;

    @Override
    public Integer call()
        throws IOException,
            MalformedException,
            RefusedException,
            UnavailableException,
            UntrustedException,
            Failure {
      if (!validFor.isPositive()) {
        throw new ParameterException(spec.commandLine(), "--valid-for: want more than zero");
      }
      var signing = OwnerOnly.signingKey(key);
      var floor = OwnerOnly.envelope(policy);
      ReleasePolicy.open(floor, List.of(signing.publicKey()));
      var ticket = ticket(floor);
      var envelope = signing.sign(Ticket.PAYLOAD_TYPE, StrictJson.write(ticket));
      var document = new InitData(Ticket.digest(envelope)).document();
      OwnerOnly.writeDocument(out, envelope.toJson().toArray());
      if (initData.isPresent()) {
        OwnerOnly.writeDocument(initData.get(), document.toArray());
      }
      var print = spec.commandLine().getOut();
      print.println("ticket " + Ticket.digest(envelope).hex());
      print.println("good until " + ticket.notAfter());
      print.println("host-data " + InitData.hostData(document).hex());
      return 0;
    }

    private List<Bytes> authorities() throws IOException, MalformedException, Failure {
      var found = new ArrayList<Bytes>();
      for (var file : gatewayAuthorities) {
        InputFiles.requireFile(file);
        found.addAll(ClientTls.authorities(file));
      }
      return found;
    }

    private Ticket ticket(dev.strongroom.wire.dsse.Envelope floor)
        throws IOException, MalformedException, RefusedException, UnavailableException, Failure {
      if (!VERSIONS.matcher(versions).matches()) {
        throw new Failure(
            Failure.Kind.USAGE,
            "usage",
            "--versions: got '" + versions + "', want first..last, such as 1..1");
      }
      try (var client = broker.connect()) {
        var info = client.info();
        var range = versions.split("\\.\\.", -1);
        return new Ticket(
            info.profile(),
            owner,
            model,
            Long.parseLong(range[0]),
            Long.parseLong(range[range.length - 1]),
            info.broker(),
            ReleasePolicy.digest(floor),
            new Workload(image, argv, new TreeMap<>(environment)).digest(),
            authorities(),
            IpNetwork.parseAll("--network", networks),
            Instant.now().plus(validFor).truncatedTo(ChronoUnit.SECONDS));
      } catch (IllegalArgumentException e) {
        throw new Failure(Failure.Kind.USAGE, "usage", e);
      }
    }
  }
}
