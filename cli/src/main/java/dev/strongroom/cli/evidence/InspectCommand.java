package dev.strongroom.cli.evidence;

import dev.strongroom.attestation.appraisal.Inspection.Field;
import dev.strongroom.cli.owner.InputFiles;
import dev.strongroom.cli.terminal.Failure;
import dev.strongroom.cli.terminal.Lines;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.json.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `strongroom evidence inspect`: what files say, whoever wrote them.
@Command(
    name = "inspect",
    description =
        "Show what reports, certificates, collateral and event logs say; nothing is verified.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  strongroom evidence inspect report.bin",
      "  strongroom evidence inspect quote.bin collateral.json ccel.bin --format json",
      "",
      "Whoever wrote the bytes chose what they say: 'strongroom evidence verify' tells what is proved.",
    })
public final class InspectCommand implements Callable<Integer> {
  private static final int MAX_FILE_BYTES = 4 << 20;

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description =
          "Report or quote, Azure's JSON, certificates, revocation list, OCSP answer, Intel's JSON,"
              + " NVIDIA's manifest (XML or JSON), event log.")
  private List<Path> files;

  @Option(names = "--format", description = "human or json (default: human).")
  private VerifyCommand.Format format = VerifyCommand.Format.HUMAN;

  /// One file in JSON.
  ///
  /// @param verified always false: here nothing is
  record Inspected(String file, String kind, boolean verified, List<Field> claims) {}

  @Override
  public Integer call() throws IOException, Failure {
    var inspected = new ArrayList<Inspected>();
    for (var file : files) {
      inspected.add(inspect(file));
    }
    var out = Lines.of(spec);
    switch (format) {
      case HUMAN -> inspected.forEach(one -> print(out, one));
      case JSON -> out.json(StrictJson.pretty(inspected));
    }
    return 0;
  }

  private static Inspected inspect(Path file) throws IOException, Failure {
    InputFiles.requireFile(file);
    if (Files.size(file) > MAX_FILE_BYTES) {
      throw new Failure(Failure.Kind.USAGE, "malformed", file + ": is longer than 4 MiB");
    }
    var content = Bytes.copyOf(Files.readAllBytes(file));
    Elsewhere.refuseDevices(file, content);
    try {
      var sight = Sight.of(content);
      return new Inspected(file.toString(), sight.kind(), false, sight.fields());
    } catch (MalformedException e) {
      throw new Failure(Failure.Kind.USAGE, "malformed", file + ": " + e.getMessage(), e);
    }
  }

  private static void print(Lines out, Inspected one) {
    out.say(one.file() + ": " + one.kind() + ", which claims, and nothing here proves it:");
    for (var field : one.claims()) {
      out.say(String.format(Locale.ROOT, "  (claim) %-26s %s", field.name(), field.value()));
    }
    out.blank();
  }
}
