package dev.strongroom.cli.evidence;

import dev.strongroom.attestation.nras.NrasAnswer;
import dev.strongroom.attestation.nras.NrasKeys;
import dev.strongroom.attestation.nras.NrasSigners;
import dev.strongroom.attestation.nras.NrasTokens;
import dev.strongroom.cli.owner.InputFiles;
import dev.strongroom.cli.terminal.Failure;
import dev.strongroom.protocol.Profile;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/// What NVIDIA's attestation service said of the devices, in files.
final class NrasOptions {
  private static final int DIGEST_BYTES = 32;

  @ArgGroup(exclusive = false)
  private @Nullable Given given;

  /// The files, which come together.
  static final class Given {
    @Option(
        names = "--nras",
        required = true,
        paramLabel = "FILE",
        description =
            "What NVIDIA's attestation service answered about exactly these devices: in place of"
                + " manifests and revocation that are not at hand. Needs --nonce.")
    private Path answer = Path.of("");

    @Option(
        names = "--nras-keys",
        required = true,
        paramLabel = "FILE",
        description = "The service's JWK Set of the same day.")
    private Path keys = Path.of("");

    @Option(
        names = "--nras-issuer",
        paramLabel = "SHA256",
        description =
            "Trust keys of the service that this issuer signed, by SHA-256 of its"
                + " SubjectPublicKeyInfo in hex, and no others (default: NVIDIA's of June 2026)."
                + " May be repeated; with --simulated-roots there is no default.")
    private List<String> issuers = List.of();
  }

  /// True if there is an answer.
  boolean isGiven() {
    return given != null;
  }

  /// The answer, if there is one.
  ///
  /// @param profile of the roots that are trusted
  /// @throws Failure if a file or an issuer has another form than it must have
  Optional<NrasAnswer> answer(Profile profile) throws IOException, Failure {
    var files = given;
    if (files == null) {
      return Optional.empty();
    }
    var answer = read(files.answer, NrasTokens.MAX_BYTES);
    var keys = read(files.keys, NrasKeys.MAX_BYTES);
    var signers = signers(files.issuers, profile);
    try {
      return Optional.of(new NrasAnswer(NrasTokens.parse(answer), parsed(files, keys), signers));
    } catch (MalformedException e) {
      throw malformed(files.answer, e);
    }
  }

  private static NrasKeys parsed(Given files, Bytes keys) throws Failure {
    try {
      return NrasKeys.parse(keys);
    } catch (MalformedException e) {
      throw malformed(files.keys, e);
    }
  }

  private static Failure malformed(Path file, MalformedException e) {
    return new Failure(Failure.Kind.USAGE, "malformed", file + ": " + e.getMessage(), e);
  }

  private static Bytes read(Path file, long limit) throws IOException, Failure {
    InputFiles.requireFile(file);
    if (Files.size(file) > limit) {
      throw new Failure(
          Failure.Kind.USAGE, "malformed", file + ": exceeds " + limit / 1024 + " KiB");
    }
    return Bytes.copyOf(Files.readAllBytes(file));
  }

  private static NrasSigners signers(List<String> issuers, Profile profile) throws Failure {
    var pins = new ArrayList<Bytes>();
    for (var issuer : issuers) {
      pins.add(pin(issuer));
    }
    return switch (profile) {
      case PRODUCTION -> pins.isEmpty() ? NrasSigners.production() : NrasSigners.production(pins);
      case SIMULATION -> {
        if (pins.isEmpty()) {
          throw new Failure(
              Failure.Kind.USAGE,
              "usage",
              "--nras with --simulated-roots: name the simulated service's issuer with"
                  + " --nras-issuer");
        }
        yield NrasSigners.simulation(pins);
      }
    };
  }

  private static Bytes pin(String issuer) throws Failure {
    try {
      var pin = Bytes.ofHex("--nras-issuer", issuer);
      if (pin.length() == DIGEST_BYTES) {
        return pin;
      }
    } catch (MalformedException e) {
      // One message for both.
    }
    throw new Failure(
        Failure.Kind.USAGE, "usage", "--nras-issuer: got " + issuer + ", want 64 hex digits");
  }
}
