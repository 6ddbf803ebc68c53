package dev.strongroom.cli.model;

import dev.strongroom.attestation.policy.PolicyDocument;
import dev.strongroom.attestation.policy.ReferenceManifest;
import dev.strongroom.cli.owner.InputFiles;
import dev.strongroom.cli.owner.OwnerOnly;
import dev.strongroom.cli.terminal.Failure;
import dev.strongroom.cli.terminal.Lines;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.json.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `strongroom policy references`: manifests of reference values that appraisal policies name.
@Command(
    name = "references",
    description = "Reference values for appraisal policies.",
    subcommands = {ReferencesCommand.Sign.class},
    mixinStandardHelpOptions = true)
public final class ReferencesCommand {
  /// Signs a manifest.
  @Command(
      name = "sign",
      description = "Sign a manifest of reference values for appraisal policies.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExample:%n",
      footer = {
        "  strongroom policy references sign genoa.json --key acme.key --out genoa.dsse.json",
        "",
        "FILE is strict JSON, every member required:",
        "  {\"name\": \"amd-genoa\", \"version\": 1, \"issuedAt\": \"2026-11-01T00:00:00Z\",",
        "   \"notAfter\": \"2027-02-01T00:00:00Z\", \"values\": {\"chips\": [\"0a1b2c\"]},",
        "   \"floors\": {\"microcode\": 24}}",
        "A policy then speaks of reference['amd-genoa/chips'] and floor['amd-genoa/microcode'],"
            + " and",
        "lists the manifest under \"references\" with the line that is printed.",
      })
  public static final class Sign implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The manifest, JSON.")
    private Path file;

    @Option(names = "--key", required = true, description = "The issuer's signing key.")
    private Path key;

    @Option(
        names = {"-o", "--out"},
        required = true,
        description = "Where to write it.")
    private Path out;

    @Override
    public Integer call() throws IOException, Failure {
      var manifest = manifest();
      var signer = OwnerOnly.signingKey(key);
      var envelope = signer.sign(ReferenceManifest.PAYLOAD_TYPE, manifest.toJson());
      OwnerOnly.writeDocument(out, envelope.toJson().toArray());
      var lines = Lines.of(spec);
      lines.say(
          "%s: %s, version %d, from %s to %s"
              .formatted(
                  out,
                  manifest.name(),
                  manifest.version(),
                  manifest.issuedAt(),
                  manifest.notAfter()));
      lines.say("for \"references\" of the policy:");
      lines.json(
          StrictJson.write(
                  new PolicyDocument.Reference(
                      manifest.name(), signer.publicKey(), manifest.version()))
              .utf8());
      return 0;
    }

    private ReferenceManifest manifest() throws IOException, Failure {
      InputFiles.requireFile(file);
      if (Files.size(file) > PolicyDocument.MAX_BYTES) {
        throw new Failure(Failure.Kind.USAGE, "malformed", file + " is longer than 1 MiB");
      }
      try {
        return StrictJson.read(Bytes.copyOf(Files.readAllBytes(file)), ReferenceManifest.class);
      } catch (MalformedException e) {
        throw new Failure(
            Failure.Kind.USAGE,
            "malformed",
            file + " is no manifest of reference values: " + e.getMessage(),
            e);
      }
    }
  }
}
