package dev.strongroom.broker.release;

import dev.strongroom.broker.BrokerIdentity;
import dev.strongroom.broker.Owners;
import dev.strongroom.broker.Refusals;
import dev.strongroom.broker.database.Database;
import dev.strongroom.broker.key.BrokerKeys;
import dev.strongroom.broker.log.AuditLog;
import dev.strongroom.broker.policy.Policies;
import dev.strongroom.broker.policy.PolicyInForce;
import dev.strongroom.protocol.ModelVersion;
import dev.strongroom.protocol.client.RefusedException;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.protocol.release.Challenge;
import dev.strongroom.protocol.release.Hello;
import dev.strongroom.protocol.release.KeyWrap;
import dev.strongroom.protocol.release.Ticket;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.Envelope;
import dev.strongroom.wire.dsse.UntrustedException;
import dev.strongroom.wire.json.StrictJson;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Answers hellos with challenges. Thread-safe.
public final class Challenges {
  /// Longest life of a nonce.
  public static final Duration MAX_LIFETIME = Duration.ofSeconds(60);

  /// Challenges of one ticket that may be open at a time; another takes the place of the oldest, so
  /// that whoever leaves many open locks nobody out.
  private static final int MAX_OPEN_PER_TICKET = 256;

  private static final int NONCE_BYTES = 32;
  private static final String TITLE = "Hello refused";

  private final Database database;
  private final BrokerIdentity broker;
  private final Owners owners;
  private final BrokerKeys keys;
  private final Policies policies;
  private final SecureRandom random;
  private final Duration lifetime;
  private final SessionStore sessions = new SessionStore();

  /// @param lifetime of a nonce, at most [#MAX_LIFETIME]
  public Challenges(
      Database database,
      BrokerIdentity broker,
      Owners owners,
      BrokerKeys keys,
      Policies policies,
      SecureRandom random,
      Duration lifetime) {
    this.database = database;
    this.broker = broker;
    this.owners = owners;
    this.keys = keys;
    this.policies = policies;
    this.random = random;
    this.lifetime = lifetime;
  }

  /// Opens a session.
  ///
  /// @return signed [Challenge]
  public Envelope hello(Hello hello)
      throws RefusedException, UnavailableException, MalformedException {
    var ticket = open(hello.ticket());
    requireOurs(ticket, hello.version());
    var model = new ModelVersion(ticket.owner(), ticket.model(), hello.version());
    var ticketDigest = Ticket.digest(hello.ticket());
    var session =
        database.transaction(
            sql -> {
              var policy = requireReleasable(sql, model, ticket);
              sessions.lockTicket(sql, ticketDigest);
              var opened =
                  new Session(
                      nonce(),
                      hello.sessionKeys(),
                      ticketDigest,
                      model,
                      policy.digest(),
                      false,
                      Optional.empty());
              if (sessions.open(sql, ticketDigest) >= MAX_OPEN_PER_TICKET) {
                sessions.evictOldest(sql, ticketDigest);
              }
              sessions.insert(sql, opened, lifetime);
              return opened;
            });
    return keys.signing().sign(Challenge.PAYLOAD_TYPE, StrictJson.write(challenge(session)));
  }

  private Challenge challenge(Session session) {
    return new Challenge(
        broker.profile(),
        broker.id(),
        session.nonce(),
        session.ticketDigest(),
        session.sessionKeys(),
        session.policyDigest(),
        KeyWrap.SUITE,
        lifetime);
  }

  private Ticket open(Envelope envelope)
      throws RefusedException, MalformedException, UnavailableException {
    // Read before it is verified, only to learn whose key must have signed it.
    var claimed = StrictJson.read(envelope.payload(), Ticket.class);
    var key = owners.key(claimed.owner());
    if (key.isEmpty()) {
      throw refused("ticket.untrusted", "owner " + claimed.owner() + " is not known here");
    }
    try {
      return Ticket.open(envelope, List.of(key.get()));
    } catch (UntrustedException e) {
      throw refused("ticket.untrusted", "the ticket is not the owner's: " + e.getMessage());
    }
  }

  private void requireOurs(Ticket ticket, long version) throws RefusedException {
    if (ticket.profile() != broker.profile()) {
      throw refused(
          "ticket.profile",
          "the ticket is of profile "
              + ticket.profile().text()
              + ", this broker's is "
              + broker.profile().text());
    }
    if (!ticket.broker().equals(keys.ticketed(broker))) {
      throw refused(
          "ticket.broker",
          "the ticket names another broker, or other keys of broker " + ticket.broker().id());
    }
    if (!ticket.covers(version)) {
      throw refused(
          "ticket.version",
          "version is "
              + version
              + ", the ticket opens "
              + ticket.minVersion()
              + " to "
              + ticket.maxVersion());
    }
  }

  private PolicyInForce requireReleasable(Handle sql, ModelVersion model, Ticket ticket)
      throws RefusedException, UnavailableException {
    var policy = policies.find(sql, model.owner(), model.model());
    if (policy.isEmpty() || !isEnrolled(sql, model)) {
      throw Refusals.notFound("model.unknown", "Unknown model", model + " is not enrolled");
    }
    requireNotFrozen(policy.get());
    if (AuditLog.now(sql).isAfter(ticket.notAfter())) {
      throw refused(
          "ticket.expired",
          "the ticket was good until " + ticket.notAfter() + "; have the owner sign a new one");
    }
    if (!policies.isKnown(sql, model.owner(), model.model(), ticket.floorPolicyDigest())) {
      throw refused(
          "ticket.floor", "the ticket's floor is neither the policy in force nor an older one");
    }
    return policy.get();
  }

  private static boolean isEnrolled(Handle sql, ModelVersion model) {
    return sql.createQuery(
            "SELECT EXISTS (SELECT FROM model_version"
                + " WHERE owner = :owner AND model = :model AND version = :version)")
        .bindMethods(model)
        .mapTo(Boolean.class)
        .one();
  }

  static void requireNotFrozen(PolicyInForce policy) throws RefusedException {
    if (policy.frozen()) {
      throw Refusals.forbidden(
          "release.frozen",
          "Releases are frozen",
          "no key of "
              + policy.owner()
              + "/"
              + policy.model()
              + " leaves: "
              + policy.frozenReason()
              + " (an operator can unfreeze it)");
    }
  }

  private static RefusedException refused(String code, String detail) {
    return Refusals.forbidden(code, TITLE, detail);
  }

  private Bytes nonce() {
    var nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    return Bytes.copyOf(nonce);
  }

  /// Forgets challenges that are long over.
  public void forgetExpired() throws RefusedException, UnavailableException, MalformedException {
    var _ = database.transaction(sessions::forgetExpired);
  }
}
