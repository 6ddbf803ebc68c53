package dev.strongroom.cli.model;

import dev.strongroom.attestation.finding.Rule;
import dev.strongroom.attestation.scheme.nvidia.NvidiaArchitecture;
import dev.strongroom.cli.evidence.EvidenceOptions;
import dev.strongroom.cli.owner.OwnerOnly;
import dev.strongroom.cli.terminal.Failure;
import dev.strongroom.cli.terminal.Lines;
import dev.strongroom.cli.terminal.Values;
import dev.strongroom.collateral.bundle.BundleException;
import dev.strongroom.protocol.Profile;
import dev.strongroom.protocol.enrolment.ReleasePolicy;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.json.StrictJson;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/// `strongroom policy`: what Evidence must show. `new` is for a broker that releases a model's key,
/// `draft`, `test` and `references` for everybody who appraises Evidence.
@Command(
    name = "policy",
    description = {
      "Write policies. Two kinds live side by side:",
      "a release policy (new) is typed and signed, and says when a broker releases a model's key;",
      "an appraisal policy (draft, test, references) holds rules in CEL, for 'evidence verify"
          + " --policy' and other relying parties."
    },
    subcommands = {
      PolicyCommand.New.class,
      DraftCommand.class,
      PolicyTestCommand.class,
      ReferencesCommand.class
    },
    mixinStandardHelpOptions = true)
public final class PolicyCommand {
  private static final int TCB_COMPONENTS = 5;
  private static final int MAX_PATCH_LEVEL = 255;

  /// Architectures that the verifier takes, as
  /// [dev.strongroom.attestation.finding.NvidiaRule#ARCHITECTURE] says; a policy for another would
  /// never release.
  private static final List<String> VERIFIABLE =
      Arrays.stream(NvidiaArchitecture.values()).map(NvidiaArchitecture::text).toList();

  /// Reads patch levels, of which the first may be left out.
  static final class PatchLevels implements ITypeConverter<ReleasePolicy.Tcb> {
    @Override
    public ReleasePolicy.Tcb convert(String text) {
      var levels = new ArrayList<>(Stream.of(text.split(",", -1)).map(Values::integer).toList());
      if (levels.size() == TCB_COMPONENTS - 1) {
        levels.addFirst(0);
      }
      if (levels.size() != TCB_COMPONENTS) {
        throw new TypeConversionException(
            "got '" + text + "', want 4 numbers, such as 9,0,23,72; 5 with FMC first for Turin");
      }
      if (levels.stream().anyMatch(level -> level < 0 || level > MAX_PATCH_LEVEL)) {
        throw new TypeConversionException("got '" + text + "', want numbers from 0 to 255");
      }
      return new ReleasePolicy.Tcb(
          levels.get(0), levels.get(1), levels.get(2), levels.get(3), levels.get(4));
    }
  }

  /// Makes and signs a release policy.
  @Command(
      name = "new",
      description =
          "Make and sign a release policy, for a broker. (An appraisal policy from Evidence:"
              + " 'policy draft'.)",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExample:%n",
      footer = {
        "  strongroom policy new --key acme.key --profile simulation --owner acme --model demo \\",
        "    --measurement $(printf '%%096d' 0) --minimum-tcb 9,0,23,72 --accelerator GH100=1 \\",
        "    --out policy.dsse.json",
        "",
        "The measurement here is a stand-in of zeros: give the launch digest of your guest. Or take"
            + " it, the",
        "lowest TCB, and of a Milan the chip, from authentic Evidence of a machine that you know:",
        "--from-evidence report.bin vcek.pem --collateral site.zip.",
      })
  public static final class New implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(names = "--key", required = true, description = "The owner's signing key.")
    private Path key;

    @Option(names = "--profile", required = true, description = "production or simulation.")
    private Profile profile;

    @Option(names = "--owner", required = true, description = "The owner.")
    private String owner;

    @Option(names = "--model", required = true, description = "The model.")
    private String model;

    @Option(names = "--policy-version", description = "Counts up from 1 (default: 1).")
    private long policyVersion = 1;

    @Mixin private EvidenceOptions evidence;

    @Option(
        names = "--from-evidence",
        arity = "1..*",
        paramLabel = "FILE",
        description =
            "Authentic SEV-SNP Evidence, the same files as for 'evidence verify': gives measurement"
                + " and lowest TCB, and of a Milan the chip.")
    private List<Path> files = List.of();

    @Option(
        names = "--measurement",
        description = "Accepted launch measurement, 96 hexadecimal digits; may be repeated.")
    private List<String> measurements = List.of();

    @Option(
        names = "--chip",
        paramLabel = "CHIP_ID",
        description =
            "Accepted processor, 128 hexadecimal digits; may be repeated. Without one every"
                + " processor is, but no Milan: software can extract its keys.")
    private List<String> chips = List.of();

    @Option(
        names = "--minimum-tcb",
        paramLabel = "[FMC,]BL,TEE,SNP,UCODE",
        converter = PatchLevels.class,
        description =
            "Lowest accepted bootloader,tee,snp,microcode patch levels; before them FMC's, of"
                + " Turin.")
    private Optional<ReleasePolicy.Tcb> minimumTcb = Optional.empty();

    @Option(
        names = "--accelerator",
        required = true,
        paramLabel = "CLASS=COUNT",
        description = "Class and exact count, such as GH100=1; may be repeated.")
    private Map<String, Integer> accelerators;

    @Option(
        names = "--minimum-driver",
        paramLabel = "CLASS=VERSION",
        description = "Lowest accepted driver of a class, such as GH100=570.172.08.")
    private Map<String, String> minimumDrivers = Map.of();

    @Option(
        names = "--minimum-vbios",
        paramLabel = "CLASS=VERSION",
        description = "Lowest accepted VBIOS of a class, such as GH100=96.00.9F.00.01.")
    private Map<String, String> minimumVbioses = Map.of();

    @Option(
        names = "--minimum-svn",
        paramLabel = "CLASS=NUMBER",
        description = "Lowest accepted FSP_UCODE_SVN of a class, such as GH100=1.")
    private Map<String, Integer> minimumSvns = Map.of();

    @Option(
        names = "--accept-warning",
        description = "Code of a finding that does not refuse; may be repeated.")
    private List<String> acceptedWarnings = List.of();

    @Option(names = "--lease", description = "How long a key is held without renewal (PT30S).")
    private Duration ttl = Duration.ofSeconds(30);

    @Option(names = "--heartbeat", description = "How often a holder renews (PT5S).")
    private Duration heartbeat = Duration.ofSeconds(5);

    @Option(names = "--out", required = true, description = "Where to write it.")
    private Path out;

    @Override
    public Integer call() throws IOException, MalformedException, BundleException, Failure {
      var envelope =
          OwnerOnly.signingKey(key).sign(ReleasePolicy.PAYLOAD_TYPE, StrictJson.write(policy()));
      OwnerOnly.writeDocument(out, envelope.toJson().toArray());
      Lines.of(spec).say("policy " + ReleasePolicy.digest(envelope).hex());
      return 0;
    }

    /// What a broker would refuse, or would take as less than was meant, is refused before signing.
    private void requireSense() throws Failure {
      for (var floors : List.of(minimumDrivers, minimumVbioses, minimumSvns)) {
        for (var architecture : floors.keySet()) {
          if (!accelerators.containsKey(architecture)) {
            throw usage("--minimum-…: " + architecture + " is no class that --accelerator names");
          }
        }
      }
      for (var architecture : accelerators.keySet()) {
        if (!VERIFIABLE.contains(architecture)) {
          throw usage(
              "--accelerator: got "
                  + architecture
                  + ", which nothing here can verify; want one of "
                  + String.join(", ", VERIFIABLE));
        }
      }
      if (!heartbeat.isPositive() || heartbeat.compareTo(ttl) >= 0) {
        throw usage(
            "--lease, --heartbeat: got " + ttl + ", " + heartbeat + ", want 0 < PT5S < PT30S, say");
      }
      for (var code : acceptedWarnings) {
        if (Rule.ofCode(code).filter(Rule::isAcceptable).isEmpty()) {
          throw usage(
              "--accept-warning: "
                  + code
                  + " is no warning that can be accepted, so naming it means"
                  + " nothing");
        }
      }
    }

    private static Failure usage(String message) {
      return new Failure(Failure.Kind.USAGE, "usage", message);
    }

    private static List<Bytes> hex(String option, List<String> values) throws MalformedException {
      var read = new ArrayList<Bytes>();
      for (var value : values) {
        read.add(Bytes.ofHex(option, value));
      }
      return read;
    }

    private ReleasePolicy policy()
        throws IOException, MalformedException, BundleException, Failure {
      requireSense();
      var accepted = new ArrayList<>(hex("--measurement", measurements));
      var processors = new ArrayList<>(hex("--chip", chips));
      var floor = minimumTcb;
      if (!files.isEmpty()) {
        var known =
            KnownMachine.of(evidence.look(files, Optional.empty(), Optional.empty()), profile);
        accepted.add(known.measurement());
        processors.addAll(known.chips());
        floor = floor.or(() -> Optional.of(known.tcb()));
        known.tell(Lines.of(spec));
      }
      if (accepted.isEmpty() || floor.isEmpty()) {
        throw usage("give --measurement and --minimum-tcb, or --from-evidence, which has both");
      }
      try {
        return new ReleasePolicy(
            profile,
            owner,
            model,
            policyVersion,
            accepted,
            processors,
            floor.get(),
            accelerators.entrySet().stream()
                .map(entry -> accelerators(entry.getKey(), entry.getValue()))
                .toList(),
            acceptedWarnings,
            new ReleasePolicy.LeaseTerms(ttl, heartbeat));
      } catch (IllegalArgumentException e) {
        throw new Failure(Failure.Kind.USAGE, "usage", e);
      }
    }

    private ReleasePolicy.Accelerators accelerators(String architecture, int count) {
      return new ReleasePolicy.Accelerators(
          architecture,
          count,
          minimumDrivers.getOrDefault(architecture, ReleasePolicy.Accelerators.ANY_VERSION),
          minimumVbioses.getOrDefault(architecture, ReleasePolicy.Accelerators.ANY_VERSION),
          minimumSvns.getOrDefault(architecture, 0));
    }
  }
}
