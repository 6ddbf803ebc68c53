package dev.strongroom.protocol.release;

import dev.strongroom.protocol.Names;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;
import java.util.List;

/// Binds nonce, keys, accelerators, ticket, model, policy and broker into the one value T that the
/// CPU TEE reports over. TLS is transport only: the proof rests on this.
///
/// Bytes that are hashed. `f(x)` is x behind its length, four bytes big-endian; `u(n)` four bytes,
/// `U(n)` eight bytes, both big-endian. Text is UTF-8.
///
/// | Value | Hash | Over |
/// |---|---|---|
/// | S | SHA-384 | f("strongroom/v1/tee-keys") f("wrap") f(SPKI) f("identity") f(SPKI) f("request") f(SPKI) |
/// | device nonce | SHA-256 | f("strongroom/v1/device-nonce") f(N) f(S) |
/// | d, one a device | SHA-384 | f("strongroom/v1/evidence") f(scheme) f(report) f(chain) |
/// | E | SHA-384 | f("strongroom/v1/evidence-set") u(count) f(d), ascending |
/// | node nonce | SHA-384 | f("strongroom/v1/node") f(nonce) f(E) |
/// | T | SHA-384 | f("strongroom/v1/transcript") f(N) f(S) f(E) f(ticket digest) f(model) U(version) f(policy digest) f(broker id) f(suite) |
///
/// The node nonce is for Relying Parties that release no key: what the CPU's report carries of
/// their nonce and the devices.
///
/// Where T goes:
///
/// | Scheme | Field | Content |
/// |---|---|---|
/// | amd-sev-snp | REPORT_DATA, 64 bytes | T, then 16 zero bytes |
/// | nvidia-gpu | SPDM requester nonce, 32 bytes | device nonce (accelerators are bound by E, not T) |
///
/// @param nonce N of the challenge, 32 bytes
/// @param sessionKeys S, 48 bytes
/// @param devices E, 48 bytes
/// @param ticketDigest [Ticket#digest], 48 bytes
/// @param model name of the model
/// @param version version of the model
/// @param policyDigest SHA-384 of the release policy in force, 48 bytes
/// @param brokerId name of the broker that challenged
/// @param suite how the key will be wrapped, see [KeyWrap#SUITE]
public record Transcript(
    Bytes nonce,
    Bytes sessionKeys,
    Bytes devices,
    Bytes ticketDigest,
    String model,
    long version,
    Bytes policyDigest,
    String brokerId,
    String suite) {
  private static final int SNP_REPORT_DATA_PADDING_BYTES = 16;

  public Transcript {
    Sizes.requireNonce("nonce", nonce);
    Sizes.requireDigest("sessionKeys", sessionKeys);
    Sizes.requireDigest("devices", devices);
    Sizes.requireDigest("ticketDigest", ticketDigest);
    Sizes.requireDigest("policyDigest", policyDigest);
    Names.require("model", model);
    Names.require("brokerId", brokerId);
  }

  /// The transcript of a session.
  public static Transcript of(
      Challenge challenge, Bytes sessionKeys, List<Evidence> devices, String model, long version) {
    return new Transcript(
        challenge.nonce(),
        sessionKeys,
        deviceDigest(devices),
        challenge.ticketDigest(),
        model,
        version,
        challenge.policyDigest(),
        challenge.brokerId(),
        challenge.suite());
  }

  /// S: what a hello commits to.
  public static Bytes sessionKeys(TeeKeys keys) {
    return new BinaryWriter()
        .field("strongroom/v1/tee-keys")
        .field("wrap")
        .field(keys.wrap().spki())
        .field("identity")
        .field(keys.identity().spki())
        .field("request")
        .field(keys.request())
        .toBytes()
        .sha384();
  }

  /// The nonce that every accelerator's report is made with, 32 bytes.
  public static Bytes deviceNonce(Bytes nonce, Bytes sessionKeys) {
    return new BinaryWriter()
        .field("strongroom/v1/device-nonce")
        .field(nonce)
        .field(sessionKeys)
        .toBytes()
        .sha256();
  }

  /// E: the set of device Evidence, whatever its order.
  public static Bytes deviceDigest(List<Evidence> devices) {
    var out = new BinaryWriter().field("strongroom/v1/evidence-set").u32be(devices.size());
    devices.stream().map(Transcript::digest).sorted().forEach(out::field);
    return out.toBytes().sha384();
  }

  /// What the CPU's report carries of a Relying Party's own nonce and the devices, 48 bytes.
  public static Bytes nodeNonce(Bytes nonce, List<Evidence> devices) {
    return new BinaryWriter()
        .field("strongroom/v1/node")
        .field(nonce)
        .field(deviceDigest(devices))
        .toBytes()
        .sha384();
  }

  private static Bytes digest(Evidence evidence) {
    return new BinaryWriter()
        .field("strongroom/v1/evidence")
        .field(evidence.scheme().text())
        .field(evidence.report())
        .field(evidence.chain())
        .toBytes()
        .sha384();
  }

  /// T, 48 bytes.
  public Bytes digest() {
    return new BinaryWriter()
        .field("strongroom/v1/transcript")
        .field(nonce)
        .field(sessionKeys)
        .field(devices)
        .field(ticketDigest)
        .field(model)
        .u64be(version)
        .field(policyDigest)
        .field(brokerId)
        .field(suite)
        .toBytes()
        .sha384();
  }

  /// What SEV-SNP's REPORT_DATA must hold, 64 bytes.
  public Bytes snpReportData() {
    return digest().concat(Bytes.zeros(SNP_REPORT_DATA_PADDING_BYTES));
  }
}
