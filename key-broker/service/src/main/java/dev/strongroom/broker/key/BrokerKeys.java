package dev.strongroom.broker.key;

import dev.strongroom.broker.BrokerIdentity;
import dev.strongroom.broker.StartException;
import dev.strongroom.broker.database.Database;
import dev.strongroom.protocol.client.RefusedException;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.protocol.enrolment.BrokerInfo;
import dev.strongroom.protocol.release.Ticket;
import dev.strongroom.transparency.CheckpointSigner;
import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.SecretBytes;
import dev.strongroom.wire.dsse.SigningKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/// The broker's own keys, made once and stored under the root.
///
/// @param signing P-384, signs challenges, leases and lease status
/// @param enrolment P-384, model keys are wrapped to it on enrolment
/// @param checkpoint Ed25519, signs the log's checkpoints
public record BrokerKeys(SigningKey signing, SigningKey enrolment, CheckpointSigner checkpoint) {

  /// True once a database holds wrapped keys.
  ///
  /// @throws UnavailableException if the database does not answer
  public static boolean existIn(Database database) throws UnavailableException {
    return database.read(
        sql ->
            sql.createQuery("SELECT EXISTS (SELECT FROM broker_key)").mapTo(Boolean.class).one());
  }

  /// Loads the keys, making those that are missing.
  ///
  /// @throws StartException if a stored key does not open under `root`
  /// @throws UnavailableException if the database does not answer
  public static BrokerKeys load(
      Database database, RootKey root, BrokerIdentity identity, SecureRandom random)
      throws StartException, UnavailableException {
    try {
      return database.transaction(
          sql -> {
            var stored = new Stored(sql, root, identity);
            var origin = identity.logOrigin();
            return new BrokerKeys(
                SigningKey.ofPem(stored.pem("signing", () -> SigningKey.generate(random).toPem())),
                SigningKey.ofPem(
                    stored.pem("enrolment", () -> SigningKey.generate(random).toPem())),
                CheckpointSigner.ofPem(
                    origin,
                    stored.pem(
                        "checkpoint", () -> CheckpointSigner.generate(origin, random).toPem())));
          });
    } catch (MalformedException | RefusedException e) {
      throw new StartException(
          "a stored broker key does not open ("
              + e.getMessage()
              + "): is strongroom.broker.root-keyset the one this database was made with?",
          e);
    }
  }

  /// What the broker says of itself.
  public BrokerInfo info(BrokerIdentity identity) {
    return new BrokerInfo(identity.profile(), ticketed(identity), enrolment.publicKey());
  }

  /// How a ticket must name this broker.
  public Ticket.Broker ticketed(BrokerIdentity identity) {
    return new Ticket.Broker(
        identity.id(), signing.publicKey(), identity.logOrigin(), checkpoint.verifierKey().vkey());
  }

  @Override
  public String toString() {
    return "BrokerKeys[" + signing.publicKey().keyId() + ", private halves redacted]";
  }

  /// Rows of `broker_key`.
  private record Stored(Handle sql, RootKey root, BrokerIdentity identity) {
    /// The stored PEM called `name`; one of `fresh` is stored first where there is none.
    String pem(String name, Supplier<String> fresh) throws MalformedException {
      if (find(name).isEmpty()) {
        insert(name, fresh.get());
      }
      var wrapped = find(name).orElseThrow();
      try (var opened = root.unwrap(wrapped, context(name))) {
        return opened.expose(plain -> new String(plain, StandardCharsets.UTF_8));
      } catch (GeneralSecurityException e) {
        throw new MalformedException("broker_key " + name, -1, "does not open", e);
      }
    }

    private Optional<Bytes> find(String name) {
      return sql.createQuery("SELECT wrapped FROM broker_key WHERE name = :name")
          .bind("name", name)
          .mapTo(byte[].class)
          .findOne()
          .map(Bytes::copyOf);
    }

    private void insert(String name, String pem) {
      try (var secret = SecretBytes.takeFrom(pem.getBytes(StandardCharsets.UTF_8))) {
        sql.createUpdate(
                "INSERT INTO broker_key (name, wrapped) VALUES (:name, :wrapped)"
                    + " ON CONFLICT (name) DO NOTHING")
            .bind("name", name)
            .bind("wrapped", root.wrap(secret, context(name)).toArray())
            .execute();
      }
    }

    private Bytes context(String name) {
      return new BinaryWriter()
          .field("strongroom/v1/broker-key")
          .field(identity.profile().text())
          .field(identity.id())
          .field(name)
          .toBytes();
    }
  }
}
