package dev.strongroom.cli.evidence;

import dev.strongroom.attestation.appraisal.Comparison;
import dev.strongroom.attestation.appraisal.DeviceSetInspection;
import dev.strongroom.attestation.appraisal.EvidenceInspection;
import dev.strongroom.attestation.appraisal.Inspection;
import dev.strongroom.attestation.appraisal.SessionNonce;
import dev.strongroom.attestation.policy.AppliedPolicy;
import dev.strongroom.attestation.scheme.nvidia.EvidenceDocument;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.cli.owner.InputFiles;
import dev.strongroom.cli.terminal.Failure;
import dev.strongroom.collateral.Bundle;
import dev.strongroom.collateral.EvidenceFiles;
import dev.strongroom.collateral.bundle.BundleException;
import dev.strongroom.collateral.item.EvaluationSet;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/// With what, and as of when, files of Evidence are verified.
public final class EvidenceOptions {
  @Option(
      names = "--collateral",
      paramLabel = "PATH",
      description =
          "Bundle of 'collateral fetch', or directory of certificates that complete a chain which"
              + " stops short of its root.")
  private Optional<Path> collateral = Optional.empty();

  @Option(
      names = "--tcb-set",
      paramLabel = "SET",
      description =
          "Intel: which set of TCB data in the bundle decides, early, standard or a"
              + " tcbEvaluationDataNumber (default: standard). The others only forecast.")
  private String tcbSet = EvaluationSet.Update.STANDARD.text();

  @Option(
      names = "--at",
      paramLabel = "INSTANT",
      description = "Verify as of this time, such as 2026-06-01T00:00:00Z (default: now).")
  private Optional<Instant> at = Optional.empty();

  @Option(
      names = "--simulated-roots",
      paramLabel = "DIR",
      description = "Trust the simulator's roots in DIR instead of the vendors'.")
  private Optional<Path> simulatedRoots = Optional.empty();

  /// What was seen.
  ///
  /// @param report the file of the report among those given
  public record Seen(Inspection inspection, Path report) {}

  /// Reads and verifies.
  ///
  /// @param files one report, its certificates, collateral beside it
  /// @param nonce what it must carry
  /// @param policy what is accepted
  /// @throws Failure if the report, or what lies beside it, has another form than it must have
  public Seen look(List<Path> files, Optional<SessionNonce> nonce, Optional<AppliedPolicy> policy)
      throws IOException, MalformedException, BundleException, Failure {
    for (var file : files) {
      InputFiles.requireFile(file);
      if (Files.size(file) <= EvidenceDocument.MAX_BYTES) {
        Elsewhere.refuseDevices(file, Bytes.copyOf(Files.readAllBytes(file)));
      }
    }
    var now = now();
    var bundle = bundle(now);
    var found = EvidenceFiles.read(files, bundle, set());
    var anchors = anchors();
    try {
      return new Seen(
          EvidenceInspection.inspect(
              found.evidence(),
              new Comparison(nonce, policy, found.eventLog()),
              found.collateral(),
              anchors,
              now),
          found.report());
    } catch (MalformedException e) {
      throw new Failure(Failure.Kind.USAGE, "malformed", found.report() + ": " + e.getMessage(), e);
    }
  }

  /// Verifies devices, each and all together.
  ///
  /// @param files that held them
  /// @param nonce that every report must have been made with
  /// @param nras what NVIDIA's service said of them
  /// @throws Failure if a report, a chain or the service's answer has another form than it must
  ///   have
  DeviceSetInspection lookAtDevices(
      List<Path> files, List<Evidence> devices, Optional<Bytes> nonce, NrasOptions nras)
      throws IOException, MalformedException, BundleException, Failure {
    var now = now();
    var anchors = anchors();
    var atHand = bundle(now).collateral(set());
    var collateral = nras.answer(anchors.profile()).map(atHand::withNras).orElse(atHand);
    try {
      return DeviceSetInspection.inspect(devices, nonce, collateral, anchors, now);
    } catch (MalformedException e) {
      // Devices are counted through all files, as the lines of the answer are.
      var file = files.size() == 1 ? files.getFirst() + ": " : "";
      throw new Failure(Failure.Kind.USAGE, "malformed", file + e.getMessage(), e);
    }
  }

  private Instant now() {
    return at.orElseGet(() -> Instant.now().truncatedTo(ChronoUnit.SECONDS));
  }

  private Bundle bundle(Instant now) throws IOException, MalformedException, BundleException {
    return collateral.isPresent() ? Bundle.open(collateral.get(), now) : Bundle.empty();
  }

  private EvaluationSet set() throws Failure {
    try {
      return EvaluationSet.parse(tcbSet);
    } catch (MalformedException e) {
      throw new Failure(Failure.Kind.USAGE, "usage", "--tcb-set: " + e.reason(), e);
    }
  }

  private TrustAnchors anchors() throws IOException, MalformedException {
    if (simulatedRoots.isEmpty()) {
      return TrustAnchors.production();
    }
    return TrustAnchors.simulation(Bundle.load(simulatedRoots.get()).rootFingerprints());
  }
}
