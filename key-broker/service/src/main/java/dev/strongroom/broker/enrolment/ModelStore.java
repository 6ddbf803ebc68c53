package dev.strongroom.broker.enrolment;

import dev.strongroom.broker.Refusals;
import dev.strongroom.broker.key.ModelKeys;
import dev.strongroom.broker.policy.PolicyRules;
import dev.strongroom.protocol.ModelVersion;
import dev.strongroom.protocol.client.RefusedException;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.protocol.network.IpNetwork;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.SecretBytes;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Rows of `model`, `release_policy`, `model_version` and `enrolment`, inside the caller's
/// transaction. Thread-safe.
final class ModelStore {
  private static final String TITLE = "Enrolment refused";

  private final ModelKeys keys;

  ModelStore(ModelKeys keys) {
    this.keys = keys;
  }

  /// The policy standing of a model, locked; makes concurrent enrolments of the owner wait as well:
  /// their keys are compared with each other.
  Optional<PolicyRules.Standing> lock(Handle sql, String owner, String model) {
    sql.createQuery("SELECT 1 FROM (SELECT pg_advisory_xact_lock(hashtext(:name))) AS locked")
        .bind("name", owner)
        .mapTo(Integer.class)
        .one();
    return sql.createQuery(
            "SELECT policy_version, policy_digest FROM model"
                + " WHERE owner = :owner AND model = :model FOR UPDATE")
        .bind("owner", owner)
        .bind("model", model)
        .map(
            (row, _) ->
                new PolicyRules.Standing(
                    row.getLong("policy_version"), Bytes.copyOf(row.getBytes("policy_digest"))))
        .findOne();
  }

  /// Index of the entry of an enrolment that was taken in before.
  Optional<Long> earlier(Handle sql, Bytes digest) {
    return sql.createQuery("SELECT entry_index FROM enrolment WHERE digest = :digest")
        .bind("digest", digest.toArray())
        .mapTo(Long.class)
        .findOne();
  }

  void remember(Handle sql, Bytes digest, long entryIndex) {
    sql.createUpdate("INSERT INTO enrolment (digest, entry_index) VALUES (:digest, :index)")
        .bind("digest", digest.toArray())
        .bind("index", entryIndex)
        .execute();
  }

  /// Brings the offered policy into force, or keeps it.
  void applyPolicy(Handle sql, Offer offer, Optional<PolicyRules.Standing> current)
      throws RefusedException {
    var step = PolicyRules.next(current, offer.standing());
    if (current.isEmpty()) {
      insertModel(sql, offer);
    }
    if (step == PolicyRules.Step.KEEP) {
      return;
    }
    sql.createUpdate(
            "INSERT INTO release_policy (owner, model, policy_version, digest, envelope)"
                + " VALUES (:owner, :model, :version, :digest, :envelope)")
        .bind("owner", offer.model().owner())
        .bind("model", offer.model().model())
        .bind("version", offer.policy().policyVersion())
        .bind("digest", offer.policyDigest().toArray())
        .bind("envelope", offer.enrolment().policy().toJson().toArray())
        .execute();
    sql.createUpdate(
            "UPDATE model SET policy_version = :version, policy_digest = :digest"
                + " WHERE owner = :owner AND model = :model")
        .bind("version", offer.policy().policyVersion())
        .bind("digest", offer.policyDigest().toArray())
        .bind("owner", offer.model().owner())
        .bind("model", offer.model().model())
        .execute();
  }

  private static void insertModel(Handle sql, Offer offer) {
    sql.createUpdate(
            "INSERT INTO model (owner, model, policy_version, policy_digest, newest_version,"
                + " weight_bytes, egress_budget_bytes, allowed_destinations) VALUES (:owner,"
                + " :model, :policyVersion, :digest, :version, :weight, :budget, :allowed)")
        .bind("owner", offer.model().owner())
        .bind("model", offer.model().model())
        .bind("policyVersion", offer.policy().policyVersion())
        .bind("digest", offer.policyDigest().toArray())
        .bind("version", offer.model().version())
        .bind("weight", offer.enrolment().weightBytes())
        .bind("budget", offer.enrolment().egressBudgetBytes())
        .bindArray("allowed", String.class, networks(offer))
        .execute();
  }

  /// Stores the version and its key, or makes sure that it is the one that is stored.
  void applyVersion(Handle sql, Offer offer, SecretBytes key)
      throws RefusedException, UnavailableException {
    requireKnownFloor(sql, offer);
    record Stored(Bytes manifestDigest, ModelKeys.Wrapped key) {}
    var model = offer.model();
    var stored =
        sql.createQuery(
                "SELECT manifest_digest, key_id, wrapped_key FROM model_version"
                    + " WHERE owner = :owner AND model = :model AND version = :version")
            .bindMethods(model)
            .map(
                (row, _) ->
                    new Stored(
                        Bytes.copyOf(row.getBytes("manifest_digest")),
                        new ModelKeys.Wrapped(
                            row.getString("key_id"), Bytes.copyOf(row.getBytes("wrapped_key")))))
            .findOne();
    if (stored.isEmpty()) {
      requireFreshKey(sql, model, key);
      insertVersion(sql, offer, keys.wrap(sql, model, key));
    } else {
      try (var known = keys.unwrap(sql, model, stored.get().key())) {
        if (!stored.get().manifestDigest().equals(offer.manifestDigest()) || !known.sameAs(key)) {
          throw Refusals.conflict(
              "enrolment.version",
              TITLE,
              model + " is enrolled with another manifest or key: raise the version");
        }
      }
    }
    updateBudget(sql, offer);
  }

  /// A key of several versions would open all of them to a holder of one.
  private void requireFreshKey(Handle sql, ModelVersion model, SecretBytes key)
      throws RefusedException, UnavailableException {
    record Stored(ModelVersion model, ModelKeys.Wrapped key) {}
    var others =
        sql.createQuery(
                "SELECT model, version, key_id, wrapped_key FROM model_version"
                    + " WHERE owner = :owner")
            .bind("owner", model.owner())
            .map(
                (row, _) ->
                    new Stored(
                        new ModelVersion(
                            model.owner(), row.getString("model"), row.getLong("version")),
                        new ModelKeys.Wrapped(
                            row.getString("key_id"), Bytes.copyOf(row.getBytes("wrapped_key")))))
            .list();
    for (var other : others) {
      try (var known = keys.unwrap(sql, other.model(), other.key())) {
        if (known.sameAs(key)) {
          throw Refusals.conflict(
              "enrolment.key-reused",
              TITLE,
              model + " has the model key of " + other.model() + ": seal it with a fresh key");
        }
      }
    }
  }

  private static void requireKnownFloor(Handle sql, Offer offer) throws RefusedException {
    boolean known =
        sql.createQuery(
                "SELECT EXISTS (SELECT FROM release_policy"
                    + " WHERE owner = :owner AND model = :model AND digest = :digest)")
            .bind("owner", offer.model().owner())
            .bind("model", offer.model().model())
            .bind("digest", offer.manifest().floorPolicyDigest().toArray())
            .mapTo(Boolean.class)
            .one();
    if (!known) {
      throw Refusals.badRequest(
          "enrolment.floor",
          TITLE,
          "the manifest's floorPolicyDigest is neither the policy in force nor an older one");
    }
  }

  private static void insertVersion(Handle sql, Offer offer, ModelKeys.Wrapped key) {
    sql.createUpdate(
            "INSERT INTO model_version (owner, model, version, manifest_digest, manifest, key_id,"
                + " wrapped_key) VALUES (:owner, :model, :version, :digest, :manifest, :keyId,"
                + " :wrapped)")
        .bindMethods(offer.model())
        .bind("digest", offer.manifestDigest().toArray())
        .bind("manifest", offer.enrolment().manifest().toJson().toArray())
        .bind("keyId", key.keyId())
        .bind("wrapped", key.wrapped().toArray())
        .execute();
  }

  /// Weight and budget are those of the newest version.
  private static void updateBudget(Handle sql, Offer offer) {
    sql.createUpdate(
            "UPDATE model SET newest_version = :version, weight_bytes = :weight,"
                + " egress_budget_bytes = :budget, allowed_destinations = :allowed"
                + " WHERE owner = :owner AND model = :model AND newest_version <= :version")
        .bindMethods(offer.model())
        .bind("weight", offer.enrolment().weightBytes())
        .bind("budget", offer.enrolment().egressBudgetBytes())
        .bindArray("allowed", String.class, networks(offer))
        .execute();
  }

  private static List<String> networks(Offer offer) {
    return offer.enrolment().allowedDestinations().stream().map(IpNetwork::toString).toList();
  }
}
