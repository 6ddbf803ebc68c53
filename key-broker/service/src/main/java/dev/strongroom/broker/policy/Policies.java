package dev.strongroom.broker.policy;

import dev.strongroom.broker.Owners;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.protocol.enrolment.ReleasePolicy;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.Envelope;
import dev.strongroom.wire.dsse.UntrustedException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Stored policies. Every read opens the owner's signature again, so that a policy changed in the
/// database, or of an owner who was taken out, releases nothing. Thread-safe.
public final class Policies {
  private static final String IN_FORCE =
      "SELECT m.policy_digest, m.frozen, m.frozen_reason, p.envelope FROM model m"
          + " JOIN release_policy p USING (owner, model, policy_version)"
          + " WHERE m.owner = :owner AND m.model = :model";

  private final Owners owners;

  /// @param owners whose signatures count
  public Policies(Owners owners) {
    this.owners = owners;
  }

  /// The policy in force for a model.
  ///
  /// @throws UnavailableException if the stored policy is not the owner's
  public Optional<PolicyInForce> find(Handle sql, String owner, String model)
      throws UnavailableException {
    return load(sql, owner, model, IN_FORCE);
  }

  /// As [#find], and keeps policy and freeze as they are until the transaction ends.
  ///
  /// @throws UnavailableException if the stored policy is not the owner's
  public Optional<PolicyInForce> hold(Handle sql, String owner, String model)
      throws UnavailableException {
    return load(sql, owner, model, IN_FORCE + " FOR SHARE OF m");
  }

  private Optional<PolicyInForce> load(Handle sql, String owner, String model, String query)
      throws UnavailableException {
    record Row(Bytes digest, boolean frozen, String reason, Bytes envelope) {}
    var row =
        sql.createQuery(query)
            .bind("owner", owner)
            .bind("model", model)
            .map(
                (columns, _) ->
                    new Row(
                        Bytes.copyOf(columns.getBytes("policy_digest")),
                        columns.getBoolean("frozen"),
                        columns.getString("frozen_reason"),
                        Bytes.copyOf(columns.getBytes("envelope"))))
            .findOne();
    if (row.isEmpty()) {
      return Optional.empty();
    }
    var found = row.get();
    var policy = open(owner, model, found.envelope(), found.digest());
    return Optional.of(
        new PolicyInForce(owner, model, policy, found.digest(), found.frozen(), found.reason()));
  }

  private ReleasePolicy open(String owner, String model, Bytes stored, Bytes digest)
      throws UnavailableException {
    var name = "the stored policy of " + owner + "/" + model;
    var key =
        owners
            .key(owner)
            .orElseThrow(
                () -> new UnavailableException(name + " has an owner without a configured key"));
    try {
      var envelope = Envelope.parse(stored);
      var policy = ReleasePolicy.open(envelope, List.of(key));
      if (!ReleasePolicy.digest(envelope).equals(digest)
          || !policy.owner().equals(owner)
          || !policy.model().equals(model)) {
        throw new UnavailableException(name + " is of another model");
      }
      return policy;
    } catch (MalformedException | UntrustedException e) {
      throw new UnavailableException(name + " is not what the owner signed", e);
    }
  }

  /// True if a policy with this digest is or was in force.
  public boolean isKnown(Handle sql, String owner, String model, Bytes digest) {
    return sql.createQuery(
            "SELECT EXISTS (SELECT FROM release_policy"
                + " WHERE owner = :owner AND model = :model AND digest = :digest)")
        .bind("owner", owner)
        .bind("model", model)
        .bind("digest", digest.toArray())
        .mapTo(Boolean.class)
        .one();
  }
}
