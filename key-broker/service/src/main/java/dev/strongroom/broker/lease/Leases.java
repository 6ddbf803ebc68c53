package dev.strongroom.broker.lease;

import dev.strongroom.broker.Refusals;
import dev.strongroom.broker.database.Database;
import dev.strongroom.broker.log.AuditLog;
import dev.strongroom.protocol.client.BrokerClient.Revision;
import dev.strongroom.protocol.client.RefusedException;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.protocol.release.Heartbeat;
import dev.strongroom.protocol.release.LeaseStatus;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.Envelope;
import dev.strongroom.wire.dsse.SigningKey;
import dev.strongroom.wire.dsse.UntrustedException;
import dev.strongroom.wire.json.StrictJson;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.jdbi.v3.core.Handle;

/// Renews leases, ends those that ran out, and tells holders that something changed. Thread-safe.
public final class Leases {
  /// Reason and actor of an end by time.
  public static final String TTL = "ttl";

  private static final int MAX_WAITING = 512;
  private static final int EXPIRY_BATCH = 100;
  private static final String TITLE = "Heartbeat refused";

  private final Database database;
  private final LeaseStore store;
  private final SigningKey signing;
  private final ChangeSignal signal;
  private final Waiting waiting;

  /// @param signing the key that the ticket names
  /// @param signal raised after every change
  /// @param ticker nanoseconds, for waits only
  public Leases(
      Database database,
      LeaseStore store,
      SigningKey signing,
      ChangeSignal signal,
      LongSupplier ticker) {
    this.database = database;
    this.store = store;
    this.signing = signing;
    this.signal = signal;
    this.waiting = new Waiting(signal, ticker, MAX_WAITING);
  }

  private record Outcome(LeaseStatus status, boolean visible) {}

  /// Renews a lease, or says that it ended.
  ///
  /// @param id the lease that the path names
  /// @param envelope of a [Heartbeat], signed with the lease's identity key
  /// @return signed [LeaseStatus]
  public Envelope heartbeat(String id, Envelope envelope)
      throws RefusedException, UnavailableException, MalformedException {
    var outcome =
        database.transaction(
            sql -> {
              var lease = store.lock(sql, id).orElseThrow(Leases::unknown);
              return apply(sql, lease, HeartbeatRequest.open(envelope, lease));
            });
    if (outcome.visible()) {
      signal.raise();
    }
    return signing.sign(LeaseStatus.PAYLOAD_TYPE, StrictJson.write(outcome.status()));
  }

  private Outcome apply(Handle sql, HeldLease lease, Heartbeat heartbeat) throws RefusedException {
    return switch (HeartbeatRules.next(lease, heartbeat, AuditLog.now(sql))) {
      case HeartbeatRules.Step.Renew(var expiresAt, var visible) -> {
        store.renew(sql, lease.id(), heartbeat, expiresAt);
        if (visible) {
          LeaseStore.bumpFleet(sql);
        }
        yield new Outcome(live(heartbeat, lease.ttl()), visible);
      }
      case HeartbeatRules.Step.Repeat(var remaining) ->
          new Outcome(live(heartbeat, remaining), false);
      case HeartbeatRules.Step.Expire _ -> {
        store.end(sql, lease, TTL, TTL);
        yield new Outcome(ended(heartbeat, TTL), true);
      }
      case HeartbeatRules.Step.Ended(var reason) -> new Outcome(ended(heartbeat, reason), false);
      case HeartbeatRules.Step.OutOfOrder(var last) ->
          throw Refusals.conflict(
              "lease.sequence",
              TITLE,
              "sequence is " + heartbeat.sequence() + ", the last was " + last);
    };
  }

  private static LeaseStatus live(Heartbeat heartbeat, Duration ttl) {
    return new LeaseStatus(heartbeat.leaseId(), heartbeat.sequence(), true, "", ttl);
  }

  private static LeaseStatus ended(Heartbeat heartbeat, String reason) {
    return new LeaseStatus(heartbeat.leaseId(), heartbeat.sequence(), false, reason, Duration.ZERO);
  }

  static RefusedException unknown() {
    return Refusals.notFound("lease.unknown", "Unknown lease", "there is no such lease");
  }

  /// Waits until the lease changed since `revision`, at most 25 s.
  public Revision changes(String id, long revision, Duration wait)
      throws RefusedException, UnavailableException {
    return waiting.beyond(
        revision,
        wait,
        Revision::revision,
        () ->
            new Revision(
                database.read(sql -> store.find(sql, id)).orElseThrow(Leases::unknown).revision()));
  }

  /// Ends leases that have run out, a hundred at most.
  ///
  /// @return index of each end in the audit log
  public List<Long> expire() throws RefusedException, UnavailableException, MalformedException {
    var entries =
        database.transaction(
            sql ->
                store.lockExpired(sql, EXPIRY_BATCH).stream()
                    .map(lease -> store.end(sql, lease, TTL, TTL))
                    .toList());
    if (!entries.isEmpty()) {
      signal.raise();
    }
    return entries;
  }

  /// A heartbeat on its way in.
  private static final class HeartbeatRequest {
    private static final int MAX_ENDPOINT = 200;
    private static final int MAX_ADDRESSES = 16;

    static Heartbeat open(Envelope envelope, HeldLease lease)
        throws RefusedException, MalformedException {
      Heartbeat heartbeat;
      try {
        heartbeat =
            StrictJson.read(
                envelope.verify(Heartbeat.PAYLOAD_TYPE, List.of(lease.identityKey())),
                Heartbeat.class);
      } catch (UntrustedException e) {
        throw Refusals.forbidden(
            "lease.signature", TITLE, "it is not signed with the lease's identity key");
      }
      if (!heartbeat.leaseId().equals(lease.id())) {
        throw Refusals.forbidden("lease.signature", TITLE, "it is of another lease");
      }
      requireForm(heartbeat);
      return heartbeat;
    }

    private static void requireForm(Heartbeat heartbeat) throws MalformedException {
      var endpoint = heartbeat.endpoint();
      if (!endpoint.isEmpty()
          && (endpoint.length() > MAX_ENDPOINT || !endpoint.matches("https://[!-~]+"))) {
        throw new MalformedException(
            "endpoint", -1, "want empty, or https:// and at most 200 characters");
      }
      if (heartbeat.addresses().size() > MAX_ADDRESSES) {
        throw new MalformedException("addresses", -1, "want at most 16 IP addresses");
      }
    }
  }
}
