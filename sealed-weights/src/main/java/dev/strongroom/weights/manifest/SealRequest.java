package dev.strongroom.weights.manifest;

import dev.strongroom.weights.format.ModelIdentity;
import dev.strongroom.wire.Bytes;

/// What an owner says about a model when sealing it.
///
/// @param profile trust profile, `production` or `simulation`
/// @param owner see [ModelIdentity]
/// @param model see [ModelIdentity]
/// @param version see [ModelIdentity]
/// @param floorPolicyDigest SHA-384 of the weakest release policy accepted, 48 bytes
/// @param workers threads that seal
public record SealRequest(
    String profile,
    String owner,
    String model,
    long version,
    Bytes floorPolicyDigest,
    int workers) {
  public SealRequest {
    Manifest.requireProfile(profile);
    var _ = new ModelIdentity(owner, model, version);
    Manifest.requireDigest(floorPolicyDigest);
    if (workers < 1) {
      throw new IllegalArgumentException("got " + workers + " workers, want 1 or more");
    }
  }

  ModelIdentity identity() {
    return new ModelIdentity(owner, model, version);
  }
}
