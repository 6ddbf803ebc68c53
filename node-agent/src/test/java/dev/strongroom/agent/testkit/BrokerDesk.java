package dev.strongroom.agent.testkit;

import dev.strongroom.protocol.ModelVersion;
import dev.strongroom.protocol.Profile;
import dev.strongroom.protocol.audit.AuditEntry;
import dev.strongroom.protocol.evidence.EvidenceSet;
import dev.strongroom.protocol.release.Challenge;
import dev.strongroom.protocol.release.Heartbeat;
import dev.strongroom.protocol.release.Hello;
import dev.strongroom.protocol.release.KeyWrap;
import dev.strongroom.protocol.release.Lease;
import dev.strongroom.protocol.release.LeaseStatus;
import dev.strongroom.protocol.release.ReleaseAnswer;
import dev.strongroom.protocol.release.ReleaseRequest;
import dev.strongroom.protocol.release.Ticket;
import dev.strongroom.protocol.release.Transcript;
import dev.strongroom.transparency.CheckpointSigner;
import dev.strongroom.transparency.MerkleNodes;
import dev.strongroom.transparency.MerkleTree;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.SecretBytes;
import dev.strongroom.wire.dsse.Envelope;
import dev.strongroom.wire.dsse.PublicKey;
import dev.strongroom.wire.dsse.SigningKey;
import dev.strongroom.wire.dsse.UntrustedException;
import dev.strongroom.wire.json.StrictJson;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// The broker's side of the protocol with real signatures, a real log and real wrapping, and a
/// twist for each thing that can be wrong. Thread-safe.
public final class BrokerDesk implements AutoCloseable {
  public static final String ORIGIN = "strongroom.test/simulation";
  private static final Bytes POLICY = Bytes.utf8("policy").sha384();

  private final SecureRandom random = new SecureRandom();
  private final SigningKey signer = SigningKey.generate(random);
  private final CheckpointSigner logSigner = CheckpointSigner.generate("test-log", random);
  private final SecretBytes modelKey;
  private final Map<Bytes, Session> sessions = new HashMap<>();
  private final Map<Bytes, Lease> leases = new HashMap<>();
  private final List<Bytes> transcripts = new ArrayList<>();
  private final List<Heartbeat> heartbeats = new ArrayList<>();
  private MerkleNodes log = new MerkleNodes();
  private long revision = 1;
  private String ended = "";
  private boolean closed;

  // The twists. Each is what an honest broker does until a test says otherwise.
  public SigningKey challengeSigner = signer;
  public SigningKey leaseSigner = signer;
  public SigningKey statusSigner = signer;
  public CheckpointSigner checkpointSigner = logSigner;
  public String checkpointOrigin = ORIGIN;
  public UnaryOperator<Challenge> challengeTwist = challenge -> challenge;
  public UnaryOperator<Lease> leaseTwist = lease -> lease;
  public UnaryOperator<AuditEntry> entryTwist = entry -> entry;
  public UnaryOperator<ReleaseAnswer> answerTwist = answer -> answer;
  public Duration ttl = Duration.ofSeconds(30);
  public Duration heartbeat = Duration.ofSeconds(5);
  public Duration nonceLifetime = Duration.ofSeconds(60);
  public boolean refuseHeartbeats;
  public boolean refuseRelease;

  public Judge judge = BrokerDesk::repeatsWhatWasAsked;

  /// Is this Evidence of this session?
  public interface Judge {
    boolean isBound(EvidenceSet evidence, Bytes snpReportData, Bytes deviceNonce);
  }

  private static boolean repeatsWhatWasAsked(
      EvidenceSet evidence, Bytes snpReportData, Bytes deviceNonce) {
    return evidence.cpu().report().equals(snpReportData)
        && evidence.devices().stream().allMatch(device -> device.report().equals(deviceNonce));
  }

  private record Session(Hello hello, Challenge challenge, ModelVersion model) {}

  /// The answer is no.
  public static final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;
    private final String code;

    Refusal(String code, String message) {
      super(message);
      this.code = code;
    }

    String code() {
      return code;
    }
  }

  public BrokerDesk(SecretBytes modelKey) {
    this.modelKey = modelKey;
    for (int i = 0; i < 5; i++) {
      log.append(MerkleTree.leafHash(Bytes.utf8("earlier entry " + i)));
    }
  }

  public Ticket.Broker identity() {
    return new Ticket.Broker(
        "test-broker", signer.publicKey(), ORIGIN, logSigner.verifierKey().vkey());
  }

  public synchronized Envelope hello(Hello hello) throws MalformedException {
    var ticket = StrictJson.read(hello.ticket().payload(), Ticket.class);
    var challenge =
        challengeTwist.apply(
            new Challenge(
                Profile.SIMULATION,
                identity().id(),
                randomBytes(),
                Ticket.digest(hello.ticket()),
                hello.sessionKeys(),
                POLICY,
                KeyWrap.SUITE,
                nonceLifetime));
    var model = new ModelVersion(ticket.owner(), ticket.model(), hello.version());
    sessions.put(challenge.nonce(), new Session(hello, challenge, model));
    return challengeSigner.sign(Challenge.PAYLOAD_TYPE, StrictJson.write(challenge));
  }

  private Bytes randomBytes() {
    var bytes = new byte[32];
    random.nextBytes(bytes);
    return Bytes.copyOf(bytes);
  }

  public synchronized ReleaseAnswer release(ReleaseRequest request) throws Refusal {
    var session = sessions.get(request.nonce());
    if (session == null || refuseRelease) {
      throw new Refusal("release.refused", "the guest may be debugged; turn debugging off");
    }
    var transcript = transcriptOf(session, request);
    transcripts.add(transcript);
    var known = leases.get(transcript);
    var lease = known == null ? newLease(session, request, transcript) : known;
    leases.put(transcript, lease);
    var entry =
        known == null
            ? released(session, lease)
            : new AuditEntry.KeyRedelivered(
                lease.issuedAt(), lease.profile(), lease.model(), lease.id(), transcript);
    return answer(request, leaseTwist.apply(lease), entryTwist.apply(entry), transcript);
  }

  private Bytes transcriptOf(Session session, ReleaseRequest request) throws Refusal {
    var commitment = Transcript.sessionKeys(request.keys());
    var devices = request.evidence().devices();
    var transcript =
        Transcript.of(
            session.challenge(),
            commitment,
            devices,
            session.model().model(),
            session.model().version());
    var deviceNonce = Transcript.deviceNonce(request.nonce(), commitment);
    if (!commitment.equals(session.hello().sessionKeys())
        || !judge.isBound(request.evidence(), transcript.snpReportData(), deviceNonce)) {
      throw new Refusal("evidence.binding", "Evidence is not bound to this session");
    }
    return transcript.digest();
  }

  private Lease newLease(Session session, ReleaseRequest request, Bytes transcript) {
    return new Lease(
        Profile.SIMULATION,
        "lease-" + randomBytes().slice(0, 8).hex(),
        identity().id(),
        session.model(),
        transcript,
        request.keys().identity(),
        Instant.now(),
        ttl,
        heartbeat);
  }

  private static AuditEntry released(Session session, Lease lease) {
    return new AuditEntry.KeyReleased(
        lease.issuedAt(),
        lease.profile(),
        lease.model(),
        lease.id(),
        lease.transcript(),
        Ticket.digest(session.hello().ticket()),
        session.challenge().policyDigest(),
        "aa",
        "bb",
        List.of("gpu-0", "gpu-1"),
        List.of());
  }

  private ReleaseAnswer answer(
      ReleaseRequest request, Lease lease, AuditEntry entry, Bytes transcript) {
    long index = log.size();
    log.append(MerkleTree.leafHash(entry.canonical()));
    return answerTwist.apply(
        new ReleaseAnswer(
            leaseSigner.sign(Lease.PAYLOAD_TYPE, StrictJson.write(lease)),
            KeyWrap.wrap(
                modelKey, request.keys().wrap(), KeyWrap.releaseContext(transcript, lease.id())),
            entry.canonical(),
            index,
            log.inclusionProof(index, log.size()),
            checkpointSigner.sign(checkpointOrigin, log.head()).note()));
  }

  public synchronized Envelope heartbeat(Envelope envelope) throws Refusal, MalformedException {
    var beat = StrictJson.read(envelope.payload(), Heartbeat.class);
    var lease = leases.values().stream().filter(l -> l.id().equals(beat.leaseId())).findFirst();
    if (lease.isEmpty() || refuseHeartbeats) {
      throw new Refusal("lease.unknown", "no such lease");
    }
    requireSigned(envelope, lease.get().identityKey());
    heartbeats.add(beat);
    notifyAll();
    var status =
        new LeaseStatus(
            beat.leaseId(),
            beat.sequence(),
            ended.isEmpty(),
            ended,
            ended.isEmpty() ? ttl : Duration.ZERO);
    return statusSigner.sign(LeaseStatus.PAYLOAD_TYPE, StrictJson.write(status));
  }

  private static void requireSigned(Envelope envelope, PublicKey identity) throws Refusal {
    try {
      var _ = envelope.verify(Heartbeat.PAYLOAD_TYPE, List.of(identity));
    } catch (UntrustedException e) {
      throw new Refusal("lease.signature", String.valueOf(e.getMessage()));
    }
  }

  public synchronized long awaitRevision(long known) throws InterruptedException {
    while (revision == known && !closed) {
      wait();
    }
    return revision;
  }

  /// Ends every lease and tells who waits.
  public synchronized void endLeases(String reason) {
    ended = reason;
    revision++;
    notifyAll();
  }

  /// Throws the log away, as a host would that restores an older disk.
  public synchronized void rollBack(int entries) {
    log = new MerkleNodes();
    for (int i = 0; i < entries; i++) {
      log.append(MerkleTree.leafHash(Bytes.utf8("another entry " + i)));
    }
  }

  /// Waits for any heartbeat.
  public synchronized void awaitHeartbeat() throws InterruptedException {
    while (heartbeats.isEmpty()) {
      wait();
    }
  }

  /// Waits for a heartbeat that names an endpoint.
  public synchronized Heartbeat awaitServing() throws InterruptedException {
    while (heartbeats.isEmpty() || heartbeats.getLast().endpoint().isEmpty()) {
      wait();
    }
    return heartbeats.getLast();
  }

  public synchronized List<Heartbeat> heartbeats() {
    return List.copyOf(heartbeats);
  }

  /// T of every release request, in order.
  public synchronized List<Bytes> transcripts() {
    return List.copyOf(transcripts);
  }

  /// Every lease that was granted.
  public synchronized List<Lease> leases() {
    return leases.values().stream()
        .sorted(java.util.Comparator.comparing(Lease::issuedAt))
        .toList();
  }

  /// Hints that something changed.
  public synchronized void wake() {
    revision++;
    notifyAll();
  }

  public synchronized long logSize() {
    return log.size();
  }

  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
  }
}
