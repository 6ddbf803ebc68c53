package dev.strongroom.cli.evidence;

import dev.strongroom.attestation.appraisal.DeviceSetInspection;
import dev.strongroom.attestation.appraisal.Inspection;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.Rule;
import dev.strongroom.attestation.finding.Tier;
import dev.strongroom.attestation.scheme.nvidia.EvidenceDocument;
import dev.strongroom.cli.owner.InputFiles;
import dev.strongroom.cli.terminal.Failure;
import dev.strongroom.cli.terminal.Lines;
import dev.strongroom.collateral.bundle.BundleException;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.protocol.evidence.EvidenceSet;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.json.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `strongroom evidence devices`: are these the GPUs and switches of one machine?
@Command(
    name = "devices",
    description =
        "Verify the reports of a node's GPUs and switches, each by itself and all together.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  strongroom evidence devices evidence/devices.json --nonce $NONCE",
      "  strongroom evidence devices gpu_evidence.json switch_evidence.json",
      "  strongroom evidence devices gpu_evidence.json --nonce $NONCE --format json",
      "  strongroom evidence devices request.json --nonce $NONCE --nras response.json --nras-keys"
          + " jwks.json",
      "",
      "Files are JSON as NVIDIA's tools and 'strongroom agent collect' write it: an array of"
          + " objects with",
      "'evidence' and 'certificate', or an object with such an array as 'evidence_list' or"
          + " 'evidences'.",
      "",
      "Status 6 if all are authentic and nothing but warnings is found, 11 if something is"
          + " contraindicated",
      "(such as a part of a PPCIE board), 10 if one is not authentic. It is never 0: devices by"
          + " themselves",
      "prove no machine.",
    })
public final class DevicesCommand implements Callable<Integer> {
  private static final int NONCE_BYTES = 32;

  @Spec private CommandSpec spec;

  @Mixin private EvidenceOptions evidence;

  @Mixin private NrasOptions nras;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Evidence of devices, JSON.")
  private List<Path> files;

  @Option(
      names = "--nonce",
      paramLabel = "HEX",
      description = "The requester nonce that every report was made with, 32 bytes.")
  private Optional<String> nonce = Optional.empty();

  @Option(names = "--format", description = "human or json (default: human).")
  private VerifyCommand.Format format = VerifyCommand.Format.HUMAN;

  /// The set in JSON.
  ///
  /// @param tier of the devices together: `warning` or `contraindicated`
  record SetVerdict(
      boolean authentic, String tier, List<Verdict> devices, List<Verdict.Broken> findings) {}

  @Override
  public Integer call() throws IOException, MalformedException, BundleException, Failure {
    var inspection = evidence.lookAtDevices(files, devices(), wanted(), nras);
    var out = Lines.of(spec);
    switch (format) {
      case HUMAN -> print(out, inspection);
      case JSON ->
          out.json(
              StrictJson.pretty(
                  new SetVerdict(
                      inspection.authentic(),
                      inspection.tier().name().toLowerCase(Locale.ROOT),
                      inspection.devices().stream().map(Verdict::of).toList(),
                      inspection.ofTheSet().stream().map(Verdict.Broken::of).toList())));
    }
    return status(inspection).exitStatus();
  }

  private List<Evidence> devices() throws IOException, Failure {
    var all = new ArrayList<Evidence>();
    for (var file : files) {
      InputFiles.requireFile(file);
      if (Files.size(file) > EvidenceDocument.MAX_BYTES) {
        throw new Failure(Failure.Kind.USAGE, "malformed", file + ": exceeds 1 MiB");
      }
      var content = Bytes.copyOf(Files.readAllBytes(file));
      Elsewhere.refuseAllButDevices(file, content);
      try {
        all.addAll(EvidenceDocument.parse(content).devices());
      } catch (MalformedException e) {
        throw new Failure(Failure.Kind.USAGE, "malformed", file + ": " + e.getMessage(), e);
      }
    }
    if (all.size() > EvidenceSet.MAX_DEVICES) {
      throw new Failure(
          Failure.Kind.USAGE,
          "malformed",
          "got " + all.size() + " devices, limit " + EvidenceSet.MAX_DEVICES);
    }
    return all;
  }

  private Optional<Bytes> wanted() throws Failure {
    if (nonce.isEmpty()) {
      if (nras.isGiven()) {
        throw new Failure(
            Failure.Kind.USAGE,
            "usage",
            "--nras needs --nonce: the service answers about reports of one nonce");
      }
      return Optional.empty();
    }
    var wanted = PolicyFiles.nonce(nonce.get()).value();
    if (wanted.length() != NONCE_BYTES) {
      throw new Failure(
          Failure.Kind.USAGE, "usage", "--nonce: got " + wanted.length() + " bytes, want 32");
    }
    return Optional.of(wanted);
  }

  private static Failure.Kind status(DeviceSetInspection inspection) {
    if (!inspection.authentic()) {
      return Failure.Kind.EVIDENCE_FORGED;
    }
    return inspection.tier() == Tier.WARNING
        ? Failure.Kind.EVIDENCE_NOT_AFFIRMED
        : Failure.Kind.EVIDENCE_CONTRAINDICATED;
  }

  private static String headline(DeviceSetInspection inspection) {
    int count = inspection.devices().size();
    var all = count == 1 ? "the device is authentic" : "all " + count + " devices are authentic";
    return switch (status(inspection)) {
      case EVIDENCE_FORGED ->
          "NOT AUTHENTIC: of one device at least chain or signature do not hold";
      case EVIDENCE_NOT_AFFIRMED ->
          "AUTHENTIC, WARNING: " + all + "; each warning is for a policy to accept by name";
      default -> "CONTRAINDICATED: " + all + ", and refused for " + refusing(inspection);
    };
  }

  private static String refusing(DeviceSetInspection inspection) {
    return Stream.concat(
            inspection.devices().stream().flatMap(device -> device.findings().stream()),
            inspection.ofTheSet().stream())
        .map(Finding::rule)
        .filter(rule -> rule.tier() == Tier.CONTRAINDICATED)
        .map(Rule::code)
        .distinct()
        .collect(Collectors.joining(", "));
  }

  /// The verdict comes first.
  private static void print(Lines out, DeviceSetInspection inspection) {
    out.say(headline(inspection));
    for (int i = 0; i < inspection.devices().size(); i++) {
      var device = inspection.devices().get(i);
      out.say("devices[" + i + "]  " + named(device) + device.verdict());
      device.findings().stream()
          .filter(finding -> finding.rule().tier() == Tier.CONTRAINDICATED)
          .forEach(finding -> print(out, finding));
    }
    out.blank();
    out.say("together:");
    inspection.ofTheSet().forEach(finding -> print(out, finding));
  }

  private static String named(Inspection device) {
    if (!device.authentic()) {
      return "";
    }
    // As the device ledger and 'fleet ls' call it.
    var certified = value(device, "certified PDI");
    return Stream.of(
            value(device, "architecture"),
            certified.isEmpty() ? value(device, "device id") : certified,
            value(device, "driver version"),
            value(device, Portrait.SWITCH_BIOS),
            value(device, "mode"))
        .filter(word -> !word.isEmpty())
        .collect(Collectors.joining(" ", "", "  "));
  }

  private static String value(Inspection device, String name) {
    return device.fields().stream()
        .filter(field -> field.name().equals(name))
        .map(Inspection.Field::value)
        .findFirst()
        .orElse("");
  }

  private static void print(Lines out, Finding finding) {
    out.say(
        "  "
            + finding.rule().code()
            + (finding.rule().tier() == Tier.CONTRAINDICATED ? "  refuses" : "  warns"));
    out.say("    got  " + finding.actual());
    out.say("    want " + finding.expected());
    out.say("    " + finding.nextStep());
  }
}
