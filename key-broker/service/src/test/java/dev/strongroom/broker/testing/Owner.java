package dev.strongroom.broker.testing;

import dev.strongroom.protocol.ModelVersion;
import dev.strongroom.protocol.Profile;
import dev.strongroom.protocol.enrolment.BrokerInfo;
import dev.strongroom.protocol.enrolment.Enrolment;
import dev.strongroom.protocol.enrolment.ReleasePolicy;
import dev.strongroom.protocol.network.IpAddress;
import dev.strongroom.protocol.network.IpNetwork;
import dev.strongroom.protocol.release.KeyWrap;
import dev.strongroom.protocol.release.Ticket;
import dev.strongroom.simulator.vendor.SimulatedNode;
import dev.strongroom.weights.format.SealedFormat;
import dev.strongroom.weights.format.SealedObject;
import dev.strongroom.weights.manifest.Manifest;
import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.SecretBytes;
import dev.strongroom.wire.dsse.Envelope;
import dev.strongroom.wire.dsse.SigningKey;
import dev.strongroom.wire.json.StrictJson;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// An owner who seals, signs and enrols.
///
/// @param name the owner
/// @param key signs everything
/// @param broker whom it is meant for
public record Owner(String name, SigningKey key, BrokerInfo broker) {
  private static final IpNetwork NODES =
      new IpNetwork(IpAddress.v4(10 << 24), 96 + 8); // 10.0.0.0/8

  /// Plaintext bytes of every model here.
  public static final long WEIGHT_BYTES = 1_000_000;

  /// Launch measurement that policies accept.
  public static final Bytes MEASUREMENT = Bytes.utf8("guest image").sha384();

  /// Findings of good simulated Evidence while collateral is not looked at.
  public static final List<String> USUAL_WARNINGS =
      List.of("nvidia.rim.absent", "nvidia.ocsp.absent", "snp.crl.absent");

  /// The same where a node has several GPUs.
  public static final List<String> WARNINGS_OF_SEVERAL_GPUS =
      List.of(
          "nvidia.rim.absent", "nvidia.ocsp.absent", "snp.crl.absent", "nvidia.fabric.unprotected");

  /// Terms of an ordinary lease.
  public static final ReleasePolicy.LeaseTerms TERMS =
      new ReleasePolicy.LeaseTerms(Duration.ofSeconds(60), Duration.ofSeconds(10));

  /// A policy that accepts simulated nodes with one H100.
  public ReleasePolicy policy(String model, long version) {
    return policy(model, version, 1, USUAL_WARNINGS, TERMS);
  }

  /// A policy.
  public ReleasePolicy policy(
      String model,
      long version,
      int gpus,
      List<String> acceptedWarnings,
      ReleasePolicy.LeaseTerms terms) {
    return new ReleasePolicy(
        Profile.SIMULATION,
        name,
        model,
        version,
        List.of(MEASUREMENT),
        List.of(),
        SimulatedNode.tcb(),
        List.of(ReleasePolicy.Accelerators.ofAnyVersion("GH100", gpus)),
        acceptedWarnings,
        terms);
  }

  /// The policy, signed.
  public Envelope sign(ReleasePolicy policy) {
    return key.sign(ReleasePolicy.PAYLOAD_TYPE, StrictJson.write(policy));
  }

  /// A signed manifest of one object.
  public Envelope manifest(ModelVersion model, Bytes floor) {
    return key.sign(Manifest.PAYLOAD_TYPE, manifest(model, floor, "simulation").toJson());
  }

  /// A manifest of one object.
  public Manifest manifest(ModelVersion model, Bytes floor, String profile) {
    return new Manifest(
        profile,
        model.owner(),
        model.model(),
        model.version(),
        floor,
        WEIGHT_BYTES,
        object("1", 100),
        List.of(object("2", WEIGHT_BYTES)));
  }

  private static SealedObject object(String digit, long bytes) {
    return new SealedObject(
        digit.repeat(32),
        bytes,
        SealedFormat.ciphertextBytes(bytes),
        new BinaryWriter().u8(SealedFormat.HEADER_BYTES).zeros(39).toBytes(),
        Bytes.zeros(32),
        digit.repeat(32));
  }

  /// A signed enrolment with this policy, whose digest is the manifest's floor.
  public Envelope enrolment(ModelVersion model, Envelope policy, SecretBytes modelKey) {
    return enrolment(model, manifest(model, ReleasePolicy.digest(policy)), policy, modelKey);
  }

  /// A signed enrolment.
  public Envelope enrolment(
      ModelVersion model, Envelope manifest, Envelope policy, SecretBytes modelKey) {
    var context =
        KeyWrap.enrolmentContext(
            model.owner(), model.model(), model.version(), manifest.payload().sha384());
    return sign(
        new Enrolment(
            broker.broker().id(),
            model,
            manifest,
            policy,
            KeyWrap.wrap(modelKey, broker.enrolmentKey(), context),
            WEIGHT_BYTES,
            WEIGHT_BYTES / 100,
            List.of(NODES)));
  }

  /// The enrolment, signed.
  public Envelope sign(Enrolment enrolment) {
    return key.sign(Enrolment.PAYLOAD_TYPE, StrictJson.write(enrolment));
  }

  /// A ticket for versions 1 to 9, good for an hour.
  public Ticket ticket(String model, Bytes floor) {
    return ticket(model, floor, Instant.now().plus(Duration.ofHours(1)));
  }

  /// A ticket for versions 1 to 9.
  public Ticket ticket(String model, Bytes floor, Instant notAfter) {
    return new Ticket(
        Profile.SIMULATION,
        name,
        model,
        1,
        9,
        broker.broker(),
        floor,
        Bytes.utf8("workload").sha384(),
        List.of(Bytes.utf8("an authority")),
        List.of(NODES),
        notAfter);
  }

  /// The ticket, signed.
  public Envelope sign(Ticket ticket) {
    return key.sign(Ticket.PAYLOAD_TYPE, StrictJson.write(ticket));
  }
}
