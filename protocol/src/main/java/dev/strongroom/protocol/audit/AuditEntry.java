package dev.strongroom.protocol.audit;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.strongroom.protocol.ModelVersion;
import dev.strongroom.protocol.Profile;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.json.StrictJson;
import java.time.Instant;
import java.util.List;

/// One thing that the broker did or refused.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = AuditEntry.ModelEnrolled.class, name = "model-enrolled"),
  @JsonSubTypes.Type(value = AuditEntry.KeyReleased.class, name = "key-released"),
  @JsonSubTypes.Type(value = AuditEntry.KeyRedelivered.class, name = "key-redelivered"),
  @JsonSubTypes.Type(value = AuditEntry.ReleaseRefused.class, name = "release-refused"),
  @JsonSubTypes.Type(value = AuditEntry.DeviceMoveRefused.class, name = "device-move-refused"),
  @JsonSubTypes.Type(value = AuditEntry.DeviceMoved.class, name = "device-moved"),
  @JsonSubTypes.Type(value = AuditEntry.ReleasesFrozen.class, name = "releases-frozen"),
  @JsonSubTypes.Type(value = AuditEntry.ReleasesUnfrozen.class, name = "releases-unfrozen"),
  @JsonSubTypes.Type(value = AuditEntry.LeaseEnded.class, name = "lease-ended"),
})
public sealed interface AuditEntry {
  /// When, by the broker's database clock.
  Instant at();

  /// The broker's profile.
  Profile profile();

  /// The bytes that are logged and hashed.
  default Bytes canonical() {
    return StrictJson.write(this);
  }

  /// Reads a logged entry.
  ///
  /// @throws MalformedException if it is none
  static AuditEntry parse(Bytes entry) throws MalformedException {
    return StrictJson.read(entry, AuditEntry.class);
  }

  /// A model version, its policy and its budget became known.
  ///
  /// @param manifestDigest SHA-384 of the signed manifest payload
  /// @param policyDigest SHA-384 of the signed policy payload
  /// @param ownerKey key id of the owner's key that signed
  record ModelEnrolled(
      Instant at,
      Profile profile,
      ModelVersion model,
      Bytes manifestDigest,
      Bytes policyDigest,
      long egressBudgetBytes,
      String ownerKey)
      implements AuditEntry {}

  /// A model key was wrapped to an attested session.
  ///
  /// @param transcript T of the session
  /// @param platformId what the CPU Evidence says of the chip, in hexadecimal
  /// @param bootInstance the guest's launch, in hexadecimal
  /// @param deviceIds what vendors certified the accelerators as: of NVIDIA's devices the PDIs
  /// @param acceptedWarnings codes of the findings that the policy waived
  record KeyReleased(
      Instant at,
      Profile profile,
      ModelVersion model,
      String leaseId,
      Bytes transcript,
      Bytes ticketDigest,
      Bytes policyDigest,
      String platformId,
      String bootInstance,
      List<String> deviceIds,
      List<String> acceptedWarnings)
      implements AuditEntry {
    public KeyReleased {
      deviceIds = List.copyOf(deviceIds);
      acceptedWarnings = List.copyOf(acceptedWarnings);
    }
  }

  /// The same session asked again within the nonce's life.
  record KeyRedelivered(
      Instant at, Profile profile, ModelVersion model, String leaseId, Bytes transcript)
      implements AuditEntry {}

  /// Evidence or policy refused.
  ///
  /// @param codes stable codes of every finding
  record ReleaseRefused(
      Instant at, Profile profile, ModelVersion model, Bytes ticketDigest, List<String> codes)
      implements AuditEntry {
    public ReleaseRefused {
      codes = List.copyOf(codes);
    }
  }

  /// A platform showed a device that leases of another platform hold, and got no key
  /// (`ledger.device-held`). At most one a minute for each device and asking platform.
  ///
  /// @param model whose key was asked for
  /// @param deviceId identity of the accelerator
  /// @param holdingPlatform whose it stays, in hexadecimal
  /// @param holdingBoot the launch there that showed it last
  /// @param askingPlatform who showed it too
  /// @param askingBoot the launch there
  record DeviceMoveRefused(
      Instant at,
      Profile profile,
      ModelVersion model,
      Bytes ticketDigest,
      String deviceId,
      String holdingPlatform,
      String holdingBoot,
      String askingPlatform,
      String askingBoot)
      implements AuditEntry {}

  /// A device that nobody held any more came to another platform. The release under `leaseId` is
  /// the next [KeyReleased] in the log.
  ///
  /// @param deviceId identity of the accelerator
  /// @param fromPlatform who had it, in hexadecimal
  /// @param fromBoot the launch there that showed it last
  /// @param toPlatform who has it now
  /// @param toBoot the launch there
  record DeviceMoved(
      Instant at,
      Profile profile,
      ModelVersion model,
      String leaseId,
      String deviceId,
      String fromPlatform,
      String fromBoot,
      String toPlatform,
      String toBoot)
      implements AuditEntry {}

  /// No key of this model leaves from here on.
  ///
  /// @param actor service or person, as authenticated
  /// @param source what the order rests on
  record ReleasesFrozen(
      Instant at,
      Profile profile,
      String owner,
      String model,
      String actor,
      String source,
      String reason)
      implements AuditEntry {}

  /// Keys of this model may leave again.
  ///
  /// @param actor person, as authenticated
  record ReleasesUnfrozen(
      Instant at, Profile profile, String owner, String model, String actor, String reason)
      implements AuditEntry {}

  /// A holder lost its right to the model.
  ///
  /// @param actor service or person, as authenticated; `ttl` where it ran out
  record LeaseEnded(
      Instant at, Profile profile, ModelVersion model, String leaseId, String actor, String reason)
      implements AuditEntry {}
}
