package dev.strongroom.broker.enrolment;

import dev.strongroom.broker.BrokerIdentity;
import dev.strongroom.broker.Owners;
import dev.strongroom.broker.Refusals;
import dev.strongroom.broker.database.Database;
import dev.strongroom.broker.key.ModelKeys;
import dev.strongroom.broker.lease.ChangeSignal;
import dev.strongroom.broker.lease.LeaseStore;
import dev.strongroom.broker.log.AuditLog;
import dev.strongroom.broker.log.Checkpoints;
import dev.strongroom.protocol.audit.AuditEntry;
import dev.strongroom.protocol.client.RefusedException;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.protocol.enrolment.EnrolmentReceipt;
import dev.strongroom.protocol.release.KeyWrap;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.SecretBytes;
import dev.strongroom.wire.dsse.Envelope;
import dev.strongroom.wire.dsse.SigningKey;
import java.security.GeneralSecurityException;
import org.jdbi.v3.core.Handle;

/// Takes models in. Repeating an enrolment answers as before and changes nothing. Thread-safe.
public final class Enroller {
  private static final String TITLE = "Enrolment refused";
  private static final int MODEL_KEY_BYTES = 32;

  private final Database database;
  private final BrokerIdentity broker;
  private final OfferReader reader;
  private final SigningKey enrolmentKey;
  private final ModelStore store;
  private final AuditLog log;
  private final Checkpoints checkpoints;
  private final ChangeSignal signal;

  /// @param owners whose models are let in
  /// @param enrolmentKey opens wrapped model keys
  /// @param modelKeys wraps them for storage
  public Enroller(
      Database database,
      BrokerIdentity broker,
      Owners owners,
      SigningKey enrolmentKey,
      ModelKeys modelKeys,
      AuditLog log,
      Checkpoints checkpoints,
      ChangeSignal signal) {
    this.database = database;
    this.broker = broker;
    this.reader = new OfferReader(broker, owners);
    this.enrolmentKey = enrolmentKey;
    this.store = new ModelStore(modelKeys);
    this.log = log;
    this.checkpoints = checkpoints;
    this.signal = signal;
  }

  /// Takes an enrolment in.
  ///
  /// @param envelope of an [dev.strongroom.protocol.enrolment.Enrolment], signed by the owner
  public EnrolmentReceipt enrol(Envelope envelope)
      throws RefusedException, UnavailableException, MalformedException {
    var offer = reader.read(envelope);
    EnrolmentReceipt receipt;
    try (var key = open(offer)) {
      receipt = database.transaction(sql -> store(sql, offer, key));
    }
    checkpoints.cover(receipt.entryIndex());
    signal.raise();
    return receipt;
  }

  private SecretBytes open(Offer offer) throws RefusedException {
    var model = offer.model();
    var context =
        KeyWrap.enrolmentContext(
            model.owner(), model.model(), model.version(), offer.manifestDigest());
    SecretBytes key;
    try {
      key = KeyWrap.unwrap(offer.enrolment().wrappedModelKey(), enrolmentKey, context);
    } catch (GeneralSecurityException e) {
      throw Refusals.forbidden(
          "enrolment.key",
          TITLE,
          "wrappedModelKey does not open: wrap it to this broker's enrolment key, for this"
              + " manifest");
    }
    if (key.length() != MODEL_KEY_BYTES) {
      key.close();
      throw Refusals.badRequest("enrolment.key", TITLE, "the model key has not 32 bytes");
    }
    return key;
  }

  private EnrolmentReceipt store(Handle sql, Offer offer, SecretBytes key)
      throws RefusedException, UnavailableException {
    var model = offer.model();
    var current = store.lock(sql, model.owner(), model.model());
    var earlier = store.earlier(sql, offer.digest());
    if (earlier.isPresent() && current.isPresent()) {
      return new EnrolmentReceipt(model, current.get().digest(), earlier.get());
    }
    store.applyPolicy(sql, offer, current);
    store.applyVersion(sql, offer, key);
    LeaseStore.bumpFleet(sql);
    long index =
        log.append(
            sql,
            new AuditEntry.ModelEnrolled(
                AuditLog.now(sql),
                broker.profile(),
                model,
                offer.manifestDigest(),
                offer.policyDigest(),
                offer.enrolment().egressBudgetBytes(),
                offer.ownerKey()));
    store.remember(sql, offer.digest(), index);
    return new EnrolmentReceipt(model, offer.policyDigest(), index);
  }
}
