package dev.strongroom.broker.edge;

import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.broker.StartException;
import dev.strongroom.broker.key.OwnerOnlyFile;
import dev.strongroom.broker.verifier.AppraisalPolicies;
import dev.strongroom.broker.verifier.Appraisals;
import dev.strongroom.broker.verifier.ResultSigner;
import dev.strongroom.broker.verifier.Turns;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.SigningKey;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// The role `verifier`, put together. Needs no framework and no database.
///
/// @param appraisals appraises and signs
/// @param refreshing reads collateral and reference values again, once a minute
record VerifierNode(Appraisals appraisals, ScheduledExecutorService refreshing)
    implements AutoCloseable {
  private static final long REFRESH_SECONDS = 60;
  private static final String PREFIX = "strongroom.broker.verifier.";

  /// Opens the verifier that `settings` describe.
  ///
  /// @throws StartException in one line, if anything is not as it must be
  static VerifierNode open(VerifierSettings settings, SecureRandom random, InstantSource clock)
      throws StartException {
    var anchors =
        settings.simulationRoots().isPresent()
            ? SimulationRoots.read(settings.simulationRoots().get())
            : TrustAnchors.production();
    var policies = policies(settings);
    var files = VerifierFiles.open(settings, clock);
    var signer =
        new ResultSigner(settings.identity(), key(settings, random), settings.resultLife());
    var turns = new Turns(2 * Runtime.getRuntime().availableProcessors());
    var appraisals = new Appraisals(anchors, policies, files, signer, turns, clock);
    var refreshing =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("verifier-files").factory());
    var _ =
        refreshing.scheduleWithFixedDelay(
            files::refresh, REFRESH_SECONDS, REFRESH_SECONDS, TimeUnit.SECONDS);
    return new VerifierNode(appraisals, refreshing);
  }

  private static AppraisalPolicies policies(VerifierSettings settings) throws StartException {
    var files = VerifierFiles.json("policies", settings.policies());
    try {
      return AppraisalPolicies.of(files, settings.identity().profile());
    } catch (StartException e) {
      throw new StartException(
          PREFIX + "policies = " + settings.policies() + ": " + e.getMessage(), e);
    }
  }

  private static SigningKey key(VerifierSettings settings, SecureRandom random)
      throws StartException {
    var file = new OwnerOnlyFile(PREFIX + "key", settings.key());
    try {
      if (!file.exists()) {
        file.create(SigningKey.generate(random).toPem());
      }
      return SigningKey.ofPem(file.read());
    } catch (IOException | MalformedException e) {
      throw new StartException(
          PREFIX + "key = " + settings.key() + " cannot be used: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    refreshing.shutdownNow();
  }
}
