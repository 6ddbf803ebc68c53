package dev.strongroom.broker.lease;

import dev.strongroom.broker.log.AuditLog;
import dev.strongroom.protocol.ModelVersion;
import dev.strongroom.protocol.Profile;
import dev.strongroom.protocol.audit.AuditEntry;
import dev.strongroom.protocol.network.IpAddress;
import dev.strongroom.protocol.release.Heartbeat;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.PublicKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Rows of `lease`. Every method is part of its caller's transaction. Rows are locked in the order
/// of their ids. Thread-safe.
public final class LeaseStore {
  private static final String COLUMNS = "SELECT l.* FROM lease l ";

  private final Profile profile;
  private final AuditLog log;

  /// @param profile written into entries
  /// @param log where ends are logged
  public LeaseStore(Profile profile, AuditLog log) {
    this.profile = profile;
    this.log = log;
  }

  /// Stores a new lease and what it holds.
  public void insert(Handle sql, HeldLease lease, List<String> deviceIds) {
    sql.createUpdate(
            "INSERT INTO lease (id, owner, model, version, transcript, identity_key, platform_id,"
                + " boot_instance, issued_at, ttl_millis, heartbeat_millis, expires_at,"
                + " entry_index) VALUES (:id, :owner, :model, :version, :transcript, :identityKey,"
                + " :platformId, :bootInstance, :issuedAt, :ttl, :heartbeat, :expiresAt, :entry)")
        .bind("id", lease.id())
        .bind("owner", lease.model().owner())
        .bind("model", lease.model().model())
        .bind("version", lease.model().version())
        .bind("transcript", lease.transcript().toArray())
        .bind("identityKey", lease.identityKey().spki().toArray())
        .bind("platformId", lease.platformId())
        .bind("bootInstance", lease.bootInstance())
        .bind("issuedAt", lease.issuedAt().atOffset(ZoneOffset.UTC))
        .bind("ttl", lease.ttl().toMillis())
        .bind("heartbeat", lease.heartbeat().toMillis())
        .bind("expiresAt", lease.expiresAt().atOffset(ZoneOffset.UTC))
        .bind("entry", lease.entryIndex())
        .execute();
    for (var device : deviceIds) {
      sql.createUpdate("INSERT INTO lease_device (lease_id, device_id) VALUES (:lease, :device)")
          .bind("lease", lease.id())
          .bind("device", device)
          .execute();
    }
  }

  /// The lease, unlocked.
  public Optional<HeldLease> find(Handle sql, String id) {
    return sql.createQuery(COLUMNS + "WHERE l.id = :id")
        .bind("id", id)
        .map((row, _) -> lease(row))
        .findOne();
  }

  /// The lease, locked until the transaction ends.
  public Optional<HeldLease> lock(Handle sql, String id) {
    return sql.createQuery(COLUMNS + "WHERE l.id = :id FOR UPDATE")
        .bind("id", id)
        .map((row, _) -> lease(row))
        .findOne();
  }

  /// Every lease that has not ended, unlocked; some may have run out.
  public List<HeldLease> open(Handle sql) {
    return sql.createQuery(COLUMNS + "WHERE l.ended_at IS NULL ORDER BY l.id")
        .map((row, _) -> lease(row))
        .list();
  }

  /// Leases of a model that have not ended, locked.
  public List<HeldLease> lockOpenOfModel(Handle sql, String owner, String model) {
    return sql.createQuery(
            COLUMNS
                + "WHERE l.owner = :owner AND l.model = :model AND l.ended_at IS NULL"
                + " ORDER BY l.id FOR UPDATE")
        .bind("owner", owner)
        .bind("model", model)
        .map((row, _) -> lease(row))
        .list();
  }

  /// Leases that hold one of these devices and have not ended, locked, by the device; under each
  /// that it holds stands a lease once.
  public Map<String, List<HeldLease>> lockOpenOfDevices(Handle sql, Collection<String> deviceIds) {
    var locked = new HashMap<String, HeldLease>();
    sql.createQuery(
            COLUMNS
                + "WHERE l.ended_at IS NULL AND l.id IN"
                + " (SELECT lease_id FROM lease_device WHERE device_id = ANY(:devices))"
                + " ORDER BY l.id FOR UPDATE")
        .bindArray("devices", String.class, List.copyOf(deviceIds))
        .map((row, _) -> lease(row))
        .forEach(lease -> locked.put(lease.id(), lease));
    var byDevice = new HashMap<String, List<HeldLease>>();
    sql.createQuery(
            "SELECT device_id, lease_id FROM lease_device WHERE lease_id = ANY(:leases)"
                + " AND device_id = ANY(:devices) ORDER BY device_id, lease_id")
        .bindArray("leases", String.class, List.copyOf(locked.keySet()))
        .bindArray("devices", String.class, List.copyOf(deviceIds))
        .map((row, _) -> new Held(row.getString("device_id"), row.getString("lease_id")))
        .forEach(
            held ->
                byDevice
                    .computeIfAbsent(held.deviceId(), _ -> new ArrayList<>())
                    .add(Objects.requireNonNull(locked.get(held.leaseId()))));
    return byDevice;
  }

  private record Held(String deviceId, String leaseId) {}

  /// Leases that have run out and are not marked as ended, locked; those that others have locked
  /// are left out.
  public List<HeldLease> lockExpired(Handle sql, int limit) {
    return sql.createQuery(
            COLUMNS
                + "WHERE l.ended_at IS NULL AND l.expires_at <= clock_timestamp()"
                + " ORDER BY l.id LIMIT :limit FOR UPDATE SKIP LOCKED")
        .bind("limit", limit)
        .map((row, _) -> lease(row))
        .list();
  }

  /// Moves the expiry and takes in where the holder serves.
  public void renew(Handle sql, String id, Heartbeat heartbeat, Instant expiresAt) {
    sql.createUpdate(
            "UPDATE lease SET expires_at = :expiresAt, sequence = :sequence, endpoint = :endpoint,"
                + " addresses = :addresses WHERE id = :id AND ended_at IS NULL")
        .bind("expiresAt", expiresAt.atOffset(ZoneOffset.UTC))
        .bind("sequence", heartbeat.sequence())
        .bind("endpoint", heartbeat.endpoint())
        .bindArray(
            "addresses",
            String.class,
            heartbeat.addresses().stream().map(IpAddress::toString).toList())
        .bind("id", id)
        .execute();
  }

  /// Moves the expiry, never back.
  public void extend(Handle sql, String id, Instant expiresAt) {
    sql.createUpdate(
            "UPDATE lease SET expires_at = greatest(expires_at, :expiresAt)"
                + " WHERE id = :id AND ended_at IS NULL")
        .bind("expiresAt", expiresAt.atOffset(ZoneOffset.UTC))
        .bind("id", id)
        .execute();
  }

  /// Ends a locked lease and logs it.
  ///
  /// @return index of the entry
  public long end(Handle sql, HeldLease lease, String actor, String reason) {
    sql.createUpdate(
            "UPDATE lease SET ended_at = clock_timestamp(), ended_reason = :reason,"
                + " revision = revision + 1 WHERE id = :id AND ended_at IS NULL")
        .bind("reason", reason)
        .bind("id", lease.id())
        .execute();
    bumpFleet(sql);
    return log.append(
        sql,
        new AuditEntry.LeaseEnded(
            AuditLog.now(sql), profile, lease.model(), lease.id(), actor, reason));
  }

  /// Marks a change that gateways, detectors and holders wait for. Call it before logging: the
  /// order of locks is leases, fleet, log.
  public static void bumpFleet(Handle sql) {
    sql.createUpdate("UPDATE fleet SET revision = revision + 1").execute();
  }

  /// The fleet's revision.
  public static long fleetRevision(Handle sql) {
    return sql.createQuery("SELECT revision FROM fleet").mapTo(Long.class).one();
  }

  private static HeldLease lease(ResultSet row) throws SQLException {
    return new HeldLease(
        row.getString("id"),
        new ModelVersion(row.getString("owner"), row.getString("model"), row.getLong("version")),
        Bytes.copyOf(row.getBytes("transcript")),
        key(row.getBytes("identity_key")),
        row.getString("platform_id"),
        row.getString("boot_instance"),
        instant(row, "issued_at"),
        Duration.ofMillis(row.getLong("ttl_millis")),
        Duration.ofMillis(row.getLong("heartbeat_millis")),
        instant(row, "expires_at"),
        row.getLong("sequence"),
        row.getString("endpoint"),
        addresses(row),
        row.getObject("ended_at") != null,
        row.getString("ended_reason"),
        row.getLong("revision"),
        row.getLong("entry_index"));
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  private static List<IpAddress> addresses(ResultSet row) throws SQLException {
    var addresses = new ArrayList<IpAddress>();
    for (var text : (String[]) row.getArray("addresses").getArray()) {
      try {
        addresses.add(IpAddress.parse("lease.addresses", text));
      } catch (MalformedException e) {
        throw new SQLException("a stored address is none", e);
      }
    }
    return addresses;
  }

  private static PublicKey key(byte[] spki) throws SQLException {
    try {
      return PublicKey.ofSpki(Bytes.copyOf(spki));
    } catch (MalformedException e) {
      throw new SQLException("lease.identity_key is no P-384 key", e);
    }
  }
}
