package dev.strongroom.broker.enrolment;

import dev.strongroom.broker.Owners;
import dev.strongroom.broker.key.ModelKeys;
import dev.strongroom.protocol.ModelVersion;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.weights.manifest.Manifest;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.Envelope;
import dev.strongroom.wire.dsse.UntrustedException;
import java.util.List;
import org.jdbi.v3.core.Handle;

/// Enrolled versions. Every read verifies the stored manifest's signature again. Thread-safe.
public final class EnrolledModels {
  private final Owners owners;

  /// @param owners whose signatures count
  public EnrolledModels(Owners owners) {
    this.owners = owners;
  }

  /// The stored key of an enrolled version, whose manifest is still the owner's.
  ///
  /// @throws UnavailableException if it is not, or if the version is not there
  public ModelKeys.Wrapped key(Handle sql, ModelVersion model) throws UnavailableException {
    record Row(Bytes manifest, ModelKeys.Wrapped key) {}
    var row =
        sql.createQuery(
                "SELECT manifest, key_id, wrapped_key FROM model_version"
                    + " WHERE owner = :owner AND model = :model AND version = :version")
            .bindMethods(model)
            .map(
                (columns, _) ->
                    new Row(
                        Bytes.copyOf(columns.getBytes("manifest")),
                        new ModelKeys.Wrapped(
                            columns.getString("key_id"),
                            Bytes.copyOf(columns.getBytes("wrapped_key")))))
            .findOne()
            .orElseThrow(() -> new UnavailableException(model + " is not stored any more"));
    requireSigned(model, row.manifest());
    return row.key();
  }

  private void requireSigned(ModelVersion model, Bytes stored) throws UnavailableException {
    var key =
        owners
            .key(model.owner())
            .orElseThrow(
                () -> new UnavailableException(model + " has an owner without a configured key"));
    try {
      var payload = Envelope.parse(stored).verify(Manifest.PAYLOAD_TYPE, List.of(key));
      var manifest = Manifest.parse(payload);
      if (!new ModelVersion(manifest.owner(), manifest.model(), manifest.version()).equals(model)) {
        throw new UnavailableException("the stored manifest of " + model + " is of another model");
      }
    } catch (MalformedException | UntrustedException e) {
      throw new UnavailableException(
          "the stored manifest of " + model + " is not what the owner signed", e);
    }
  }
}
