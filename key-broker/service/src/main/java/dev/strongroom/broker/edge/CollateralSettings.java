package dev.strongroom.broker.edge;

import dev.strongroom.broker.StartException;
import dev.strongroom.collateral.item.EvaluationSet;
import dev.strongroom.protocol.Profile;
import dev.strongroom.wire.MalformedException;
import java.nio.file.Path;
import java.util.Optional;

/// Which collateral a process judges all Evidence with, whoever asks.
///
/// @param profile production takes no mere certificates
/// @param path bundle, or a directory of certificates; there is one under production
/// @param evaluationSet which of Intel's TCB documents count
record CollateralSettings(Profile profile, Optional<Path> path, EvaluationSet evaluationSet) {
  /// The option that names the bundle.
  static final String OPTION = "strongroom.broker.collateral";

  /// Reads the configuration.
  ///
  /// @throws StartException naming the option that is missing or wrong
  static CollateralSettings of(BrokerConfig config) throws StartException {
    var profile = Settings.profile(config.profile());
    if (profile == Profile.PRODUCTION && config.collateral().isEmpty()) {
      throw new StartException(OPTION + " is not set: production needs collateral");
    }
    return new CollateralSettings(
        profile, config.collateral(), evaluationSet(config.evaluationSet()));
  }

  private static EvaluationSet evaluationSet(String text) throws StartException {
    try {
      return EvaluationSet.parse(text);
    } catch (MalformedException e) {
      throw new StartException("strongroom.broker.evaluation-set: " + e.reason(), e);
    }
  }
}
