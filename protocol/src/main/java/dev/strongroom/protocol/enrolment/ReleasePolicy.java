package dev.strongroom.protocol.enrolment;

import dev.strongroom.protocol.Names;
import dev.strongroom.protocol.Profile;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.Envelope;
import dev.strongroom.wire.dsse.PublicKey;
import dev.strongroom.wire.dsse.UntrustedException;
import dev.strongroom.wire.json.StrictJson;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/// What Evidence must show before the owner's key leaves. Signed by the owner; versions only go up.
///
/// @param profile the world it is valid in
/// @param owner who signs it
/// @param model the model
/// @param policyVersion counts up from 1; a lower one is refused
/// @param measurements accepted launch measurements, 48 bytes each; never empty
/// @param chips accepted SEV-SNP processors by CHIP_ID, 64 bytes each; empty: every one but
///   Milan's, whose keys software can extract (arXiv 2605.12990)
/// @param minimumTcb lowest accepted REPORTED_TCB and COMMITTED_TCB of the CPU
/// @param accelerators exactly the devices that must be shown; never empty
/// @param acceptedWarnings codes of findings that do not refuse, by name; nothing else is waived
/// @param lease how long a key may be held, and how often to renew
public record ReleasePolicy(
    Profile profile,
    String owner,
    String model,
    long policyVersion,
    List<Bytes> measurements,
    List<Bytes> chips,
    Tcb minimumTcb,
    List<Accelerators> accelerators,
    List<String> acceptedWarnings,
    LeaseTerms lease) {
  /// DSSE payload type.
  public static final String PAYLOAD_TYPE = "application/vnd.strongroom.release-policy.v1+json";

  private static final int MEASUREMENT_BYTES = 48;
  private static final int CHIP_ID_BYTES = 64;

  /// Security patch levels of an AMD platform, component by component, 0 to 255.
  ///
  /// @param fmc FMC_SPL, which there is from Turin on; 0 asks for none
  /// @param bootloader BL_SPL
  /// @param tee TEE_SPL
  /// @param snp SNP_SPL
  /// @param microcode UCODE_SPL
  public record Tcb(int fmc, int bootloader, int tee, int snp, int microcode) {}

  /// A class of device and how many of it.
  ///
  /// @param architecture as the verified leaf certificate names it: `GH100`, `GB100`, `LS_10`
  /// @param count exactly this many distinct ones
  /// @param minimumDriver lowest accepted driver version, such as `570.172.08`; `0` asks for none
  /// @param minimumVbios lowest accepted VBIOS version, such as `96.00.9F.00.01`; `0` asks for none
  /// @param minimumFspUcodeSvn lowest accepted FSP_UCODE_SVN; 0 asks for none
  public record Accelerators(
      String architecture,
      int count,
      String minimumDriver,
      String minimumVbios,
      int minimumFspUcodeSvn) {
    /// What asks for no version.
    public static final String ANY_VERSION = "0";

    private static final Pattern VERSION =
        Pattern.compile("[0-9A-Fa-f]{1,16}(\\.[0-9A-Fa-f]{1,16}){0,7}");

    public Accelerators {
      if (count < 1) {
        throw new IllegalArgumentException("accelerators.count: want at least 1");
      }
      if (minimumFspUcodeSvn < 0) {
        throw new IllegalArgumentException("accelerators.minimumFspUcodeSvn: want 0 or more");
      }
      for (var version : List.of(minimumDriver, minimumVbios)) {
        if (!VERSION.matcher(version).matches()) {
          throw new IllegalArgumentException(
              "accelerators: '" + version + "' is no version, want numbers between dots");
        }
      }
    }

    /// Of any driver and firmware.
    public static Accelerators ofAnyVersion(String architecture, int count) {
      return new Accelerators(architecture, count, ANY_VERSION, ANY_VERSION, 0);
    }
  }

  /// Terms of every lease under this policy.
  ///
  /// @param ttl how long a lease holds without a heartbeat
  /// @param heartbeat how often the holder should renew
  public record LeaseTerms(Duration ttl, Duration heartbeat) {}

  public ReleasePolicy {
    Names.require("owner", owner);
    Names.require("model", model);
    measurements = List.copyOf(measurements);
    chips = List.copyOf(chips);
    accelerators = List.copyOf(accelerators);
    acceptedWarnings = List.copyOf(acceptedWarnings);
    if (policyVersion < 1) {
      throw new IllegalArgumentException("policyVersion: want at least 1");
    }
    if (measurements.isEmpty()
        || measurements.stream().anyMatch(m -> m.length() != MEASUREMENT_BYTES)) {
      throw new IllegalArgumentException("measurements: want at least one, of 48 bytes each");
    }
    if (chips.stream().anyMatch(chip -> chip.length() != CHIP_ID_BYTES || chip.isZero())) {
      throw new IllegalArgumentException("chips: want CHIP_IDs of 64 bytes, none of them zero");
    }
    if (accelerators.isEmpty()) {
      throw new IllegalArgumentException("accelerators: want at least one class");
    }
  }

  /// Opens a signed policy.
  ///
  /// @throws UntrustedException if none of `owners` signed it
  /// @throws MalformedException if it is signed but no policy
  public static ReleasePolicy open(Envelope envelope, Collection<PublicKey> owners)
      throws UntrustedException, MalformedException {
    return StrictJson.read(envelope.verify(PAYLOAD_TYPE, owners), ReleasePolicy.class);
  }

  /// SHA-384 over the signed payload as received, 48 bytes.
  public static Bytes digest(Envelope envelope) {
    return envelope.payload().sha384();
  }
}
