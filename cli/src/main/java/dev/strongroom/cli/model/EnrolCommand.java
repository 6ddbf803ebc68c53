package dev.strongroom.cli.model;

import dev.strongroom.cli.connection.BrokerOptions;
import dev.strongroom.cli.owner.InputFiles;
import dev.strongroom.cli.owner.OwnerOnly;
import dev.strongroom.cli.terminal.Failure;
import dev.strongroom.cli.terminal.Lines;
import dev.strongroom.protocol.ModelVersion;
import dev.strongroom.protocol.client.RefusedException;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.protocol.enrolment.BrokerInfo;
import dev.strongroom.protocol.enrolment.Enrolment;
import dev.strongroom.protocol.enrolment.ReleasePolicy;
import dev.strongroom.protocol.network.IpNetwork;
import dev.strongroom.protocol.release.KeyWrap;
import dev.strongroom.weights.IntegrityException;
import dev.strongroom.weights.manifest.Manifest;
import dev.strongroom.weights.manifest.SealedModel;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.Envelope;
import dev.strongroom.wire.dsse.SigningKey;
import dev.strongroom.wire.dsse.UntrustedException;
import dev.strongroom.wire.json.StrictJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `strongroom model enrol`: a sealed model becomes known to a broker.
@Command(
    name = "enrol",
    description = "Register a sealed model, its policy, budget and key with a broker.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = {
      "  strongroom model enrol ./demo.sealed --key acme.key --model-key demo.key \\",
      "    --policy policy.dsse.json --broker https://127.0.0.1:8443 --ca ca.pem",
      "",
      "Doing it again changes nothing.",
    })
public final class EnrolCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private BrokerOptions broker;

  @Parameters(index = "0", description = "Directory of the sealed model.")
  private Path directory;

  @Option(names = "--key", required = true, description = "The owner's signing key.")
  private Path key;

  @Option(names = "--model-key", required = true, description = "File of the model key.")
  private Path modelKey;

  @Option(names = "--policy", required = true, description = "The signed release policy.")
  private Path policy;

  @Option(
      names = "--egress-budget",
      description = "Bytes that may leave unlisted in 30 days (default: weights / 100).")
  private OptionalLong egressBudget = OptionalLong.empty();

  @Option(
      names = "--allow",
      description = "Network (CIDR) that holders may send to uncounted; may be repeated.")
  private List<String> allowed = List.of();

  @Override
  public Integer call()
      throws IOException,
          MalformedException,
          IntegrityException,
          UntrustedException,
          RefusedException,
          UnavailableException,
          Failure {
    InputFiles.requireDirectory(directory);
    var owner = OwnerOnly.signingKey(key);
    var envelope = OwnerOnly.envelope(policy);
    ReleasePolicy.open(envelope, List.of(owner.publicKey()));
    try (var sealed = SealedModel.open(directory, List.of(owner.publicKey()));
        var client = broker.connect()) {
      var enrolment = enrolment(client.info(), sealed, envelope);
      var receipt = client.enrol(sign(owner, enrolment));
      Lines.of(spec)
          .say(
              String.format(
                  Locale.ROOT,
                  "%s enrolled with an egress budget of %s, log entry %d",
                  receipt.model(),
                  Lines.count(enrolment.egressBudgetBytes(), "byte"),
                  receipt.entryIndex()));
    }
    return 0;
  }

  private Enrolment enrolment(BrokerInfo info, SealedModel sealed, Envelope policyEnvelope)
      throws IOException, MalformedException, Failure {
    var manifest = sealed.manifest();
    var model = new ModelVersion(manifest.owner(), manifest.model(), manifest.version());
    long budget =
        egressBudget.orElse(Math.max(1, manifest.totalBytes() / Enrolment.DEFAULT_BUDGET_DIVISOR));
    return new Enrolment(
        info.broker().id(),
        model,
        sealed.envelope(),
        policyEnvelope,
        wrapped(info, manifest, sealed.manifestDigest()),
        manifest.totalBytes(),
        budget,
        IpNetwork.parseAll("--allow", allowed));
  }

  private Bytes wrapped(BrokerInfo info, Manifest manifest, Bytes manifestDigest)
      throws IOException, MalformedException, Failure {
    try (var secret = OwnerOnly.modelKey(modelKey)) {
      var context =
          KeyWrap.enrolmentContext(
              manifest.owner(), manifest.model(), manifest.version(), manifestDigest);
      return KeyWrap.wrap(secret, info.enrolmentKey(), context);
    }
  }

  private static Envelope sign(SigningKey owner, Enrolment enrolment) {
    return owner.sign(Enrolment.PAYLOAD_TYPE, StrictJson.write(enrolment));
  }
}
