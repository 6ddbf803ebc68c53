package dev.strongroom.broker.testing;

import dev.strongroom.protocol.client.RefusedException;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.protocol.enrolment.BrokerInfo;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.protocol.evidence.EvidenceSet;
import dev.strongroom.protocol.network.IpAddress;
import dev.strongroom.protocol.release.Challenge;
import dev.strongroom.protocol.release.Heartbeat;
import dev.strongroom.protocol.release.Hello;
import dev.strongroom.protocol.release.InitData;
import dev.strongroom.protocol.release.KeyWrap;
import dev.strongroom.protocol.release.Lease;
import dev.strongroom.protocol.release.LeaseStatus;
import dev.strongroom.protocol.release.ReleaseAnswer;
import dev.strongroom.protocol.release.ReleaseRequest;
import dev.strongroom.protocol.release.TeeKeys;
import dev.strongroom.protocol.release.Ticket;
import dev.strongroom.protocol.release.Transcript;
import dev.strongroom.simulator.vendor.SimulatedNode;
import dev.strongroom.simulator.vendor.SimulatedVendors;
import dev.strongroom.transparency.Checkpoint;
import dev.strongroom.transparency.LogException;
import dev.strongroom.transparency.LogVerifierKey;
import dev.strongroom.transparency.Proofs;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.SecretBytes;
import dev.strongroom.wire.dsse.Envelope;
import dev.strongroom.wire.dsse.SigningKey;
import dev.strongroom.wire.dsse.UntrustedException;
import dev.strongroom.wire.json.StrictJson;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.List;

/// A guest that asks for a key with simulated Evidence, and checks what it gets.
///
/// @param broker what it knows of the broker
/// @param ticket the owner's signed ticket
/// @param node makes its Evidence
/// @param wrap its wrap key
/// @param identity its identity key
/// @param keys public halves of its keys
public record Agent(
    BrokerInfo broker,
    Envelope ticket,
    SimulatedNode node,
    SigningKey wrap,
    SigningKey identity,
    TeeKeys keys) {

  /// A guest just launched on `machine` with one GPU.
  public static Agent launch(BrokerInfo broker, Envelope ticket, String machine) {
    return launch(broker, ticket, machine, Site.vendors());
  }

  /// A guest on a machine of other vendors.
  public static Agent launch(
      BrokerInfo broker, Envelope ticket, String machine, SimulatedVendors vendors) {
    var node =
        SimulatedNode.create(
            vendors,
            machine,
            1,
            Owner.MEASUREMENT,
            hostData(ticket),
            Site.RANDOM,
            Instant.now().minusSeconds(60));
    return with(broker, ticket, node);
  }

  /// A session of its own with fresh keys on `node`.
  public static Agent with(BrokerInfo broker, Envelope ticket, SimulatedNode node) {
    var wrap = SigningKey.generate(Site.RANDOM);
    var identity = SigningKey.generate(Site.RANDOM);
    return new Agent(
        broker,
        ticket,
        node,
        wrap,
        identity,
        new TeeKeys(wrap.publicKey(), identity.publicKey(), x25519()));
  }

  private static Bytes x25519() {
    try {
      var pair = KeyPairGenerator.getInstance("X25519").generateKeyPair();
      return Bytes.copyOf(pair.getPublic().getEncoded());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /// HOST_DATA of a guest whose init-data names `ticket`.
  public static Bytes hostData(Envelope ticket) {
    return InitData.hostData(initData(ticket));
  }

  private static Bytes initData(Envelope ticket) {
    return new InitData(Ticket.digest(ticket)).document();
  }

  /// The broker, however it is reached.
  public interface Calls {
    /// See [dev.strongroom.protocol.client.BrokerClient#hello].
    Envelope hello(Hello hello) throws RefusedException, UnavailableException, MalformedException;

    /// See [dev.strongroom.protocol.client.BrokerClient#release].
    ReleaseAnswer release(ReleaseRequest request)
        throws RefusedException, UnavailableException, MalformedException;
  }

  /// Says hello for version 1.
  public Challenge hello(Calls calls)
      throws RefusedException, UnavailableException, MalformedException, UntrustedException {
    var envelope = calls.hello(new Hello(ticket, 1, Transcript.sessionKeys(keys), List.of()));
    return Challenge.open(envelope, broker.broker().signingKey());
  }

  /// The whole request for a challenge.
  public ReleaseRequest request(Challenge challenge) throws MalformedException {
    var devices = node.devices(deviceNonce(challenge));
    return request(challenge, devices);
  }

  /// A request with these devices.
  public ReleaseRequest request(Challenge challenge, List<Evidence> devices)
      throws MalformedException {
    var cpu = node.cpu(transcript(challenge, devices).snpReportData());
    return new ReleaseRequest(
        challenge.nonce(), keys, new EvidenceSet(cpu, initData(ticket), devices));
  }

  /// The nonce of this session's device reports.
  public Bytes deviceNonce(Challenge challenge) {
    return Transcript.deviceNonce(challenge.nonce(), Transcript.sessionKeys(keys));
  }

  private Transcript transcript(Challenge challenge, List<Evidence> devices)
      throws MalformedException {
    var named = StrictJson.read(ticket.payload(), Ticket.class);
    return Transcript.of(challenge, Transcript.sessionKeys(keys), devices, named.model(), 1);
  }

  /// Hello and release.
  public ReleaseAnswer obtain(Calls calls)
      throws RefusedException, UnavailableException, MalformedException, UntrustedException {
    return calls.release(request(hello(calls)));
  }

  /// The lease of an answer.
  public Lease lease(ReleaseAnswer answer) throws UntrustedException, MalformedException {
    return Lease.open(answer.lease(), broker.broker().signingKey());
  }

  /// Opens the key of an answer, after proving that its release is in the log.
  public SecretBytes open(ReleaseAnswer answer)
      throws UntrustedException, MalformedException, LogException, GeneralSecurityException {
    var checkpoint =
        Checkpoint.verify(
            answer.checkpoint(),
            LogVerifierKey.parse(broker.broker().logKey()),
            broker.broker().logOrigin());
    Proofs.verifyInclusion(
        answer.entry(), answer.entryIndex(), answer.inclusionProof(), checkpoint.head());
    var lease = lease(answer);
    return KeyWrap.unwrap(
        answer.wrappedKey(), wrap, KeyWrap.releaseContext(lease.transcript(), lease.id()));
  }

  /// A signed heartbeat.
  public Envelope heartbeat(String leaseId, long sequence) {
    return identity.sign(
        Heartbeat.PAYLOAD_TYPE,
        StrictJson.write(
            new Heartbeat(
                leaseId, sequence, "https://127.0.0.1:9000", List.of(IpAddress.v4(0x7f000001)))));
  }

  /// The status that the broker signed.
  public LeaseStatus status(Envelope answer) throws UntrustedException, MalformedException {
    return LeaseStatus.open(answer, broker.broker().signingKey());
  }
}
