package dev.strongroom.broker.edge;

import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.broker.StartException;
import dev.strongroom.broker.key.OwnerOnlyFile;
import dev.strongroom.broker.verifier.AppraisalPolicies;
import dev.strongroom.broker.verifier.Appraisals;
import dev.strongroom.broker.verifier.CollateralAtHand;
import dev.strongroom.broker.verifier.ResultSigner;
import dev.strongroom.broker.verifier.Turns;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.SigningKey;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;

/// The role `verifier`, put together. Needs no framework and no database.
///
/// @param appraisals appraises and signs
/// @param references which must be read again from time to time
record VerifierNode(Appraisals appraisals, ReferenceFiles references) {
  private static final String PREFIX = "strongroom.broker.verifier.";

  /// Opens the verifier that `settings` describe.
  ///
  /// @param collateral of this process
  /// @throws StartException in one line, if anything is not as it must be
  static VerifierNode open(
      VerifierSettings settings,
      CollateralAtHand collateral,
      SecureRandom random,
      InstantSource clock)
      throws StartException {
    var anchors =
        settings.simulationRoots().isPresent()
            ? SimulationRoots.read(settings.simulationRoots().get())
            : TrustAnchors.production();
    var policies = policies(settings);
    var references = ReferenceFiles.open(settings.references());
    var signer =
        new ResultSigner(settings.identity(), key(settings, random), settings.resultLife());
    var turns = new Turns(2 * Runtime.getRuntime().availableProcessors());
    var appraisals =
        new Appraisals(anchors, policies, collateral, references, signer, turns, clock);
    return new VerifierNode(appraisals, references);
  }

  private static AppraisalPolicies policies(VerifierSettings settings) throws StartException {
    var files = ReferenceFiles.json("policies", settings.policies());
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
}
