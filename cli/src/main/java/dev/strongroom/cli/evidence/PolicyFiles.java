package dev.strongroom.cli.evidence;

import dev.strongroom.attestation.appraisal.SessionNonce;
import dev.strongroom.attestation.policy.AppliedPolicy;
import dev.strongroom.attestation.policy.Policy;
import dev.strongroom.attestation.policy.PolicyDocument;
import dev.strongroom.cli.owner.InputFiles;
import dev.strongroom.cli.owner.OwnerOnly;
import dev.strongroom.cli.terminal.Failure;
import dev.strongroom.cli.terminal.Lines;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.Envelope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// Appraisal policies, reference values and nonces as the command line names them.
public final class PolicyFiles {
  private static final int MIN_NONCE_BYTES = 8;
  private static final int MAX_NONCE_BYTES = 64;

  private PolicyFiles() {}

  /// Reads and compiles an appraisal policy.
  ///
  /// @throws Failure if it is not there, or no policy; of an expression that does not compile it
  ///   names the rule and the place in it
  public static Policy policy(Path file) throws IOException, Failure {
    InputFiles.requireFile(file);
    if (Files.size(file) > PolicyDocument.MAX_BYTES) {
      throw malformed(file, "is longer than 1 MiB", null);
    }
    var content = Bytes.copyOf(Files.readAllBytes(file));
    if (isEnvelope(content)) {
      throw malformed(
          file,
          "is a signed document, such as a release policy of 'policy new'; want an appraisal policy"
              + " (JSON), such as 'policy draft' writes",
          null);
    }
    try {
      return Policy.compile(PolicyDocument.parse(content));
    } catch (MalformedException e) {
      throw malformed(file, "is no appraisal policy: " + e.getMessage(), e);
    }
  }

  private static boolean isEnvelope(Bytes content) {
    try {
      Envelope.parse(content);
      return true;
    } catch (MalformedException _) {
      return false;
    }
  }

  private static Failure malformed(Path file, String why, @Nullable Throwable cause) {
    var message = file + " " + why;
    return cause == null
        ? new Failure(Failure.Kind.USAGE, "malformed", message)
        : new Failure(Failure.Kind.USAGE, "malformed", message, cause);
  }

  /// A policy with the reference values at hand.
  ///
  /// @param references signed manifests
  /// @throws Failure if a file is not there, or something else
  static AppliedPolicy applied(Path policy, Collection<Path> references)
      throws IOException, Failure {
    var manifests = new ArrayList<Envelope>();
    for (var file : references) {
      manifests.add(OwnerOnly.envelope(file));
    }
    return new AppliedPolicy(policy(policy), manifests);
  }

  /// Reads a nonce.
  ///
  /// @throws Failure if it is not hexadecimal, of another length than 8 to 64 bytes, or zero
  static SessionNonce nonce(String hex) throws Failure {
    try {
      var value = Bytes.ofHex("--nonce", hex);
      if (value.length() < MIN_NONCE_BYTES || value.length() > MAX_NONCE_BYTES) {
        throw new Failure(
            Failure.Kind.USAGE,
            "usage",
            "--nonce: got %s, want 8 to 64 (16 to 128 hexadecimal digits)"
                .formatted(Lines.count(value.length(), "byte")));
      }
      return new SessionNonce(value);
    } catch (MalformedException e) {
      throw new Failure(Failure.Kind.USAGE, "usage", e);
    } catch (IllegalArgumentException e) {
      throw new Failure(
          Failure.Kind.USAGE,
          "usage",
          "--nonce: is all zeros, which is what a report carries when nobody asked; want a random"
              + " one",
          e);
    }
  }
}
