package dev.strongroom.simulator.eventlog;

import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;
import java.util.HashMap;
import java.util.Map;

/// A crypto-agile event log with one digest algorithm (TCG PC Client Platform Firmware Profile
/// 1.06, 10.2; for TDX also UEFI 2.10, 38.4, CC_EVENT). Extends its own registers as events are
/// added, so it replays to [#register]. Not thread-safe.
///
/// | Part | Fields, little-endian |
/// |---|---|
/// | first | index (4; TPM 0, CCEL 1), type 3, SHA-1 of zeros (20), length (4), `Spec ID Event03` … |
/// | then each | index (4), type (4), digests (4: 1), algorithm (2), digest, length (4), event |
/// | end | `ff` bytes, where the log's area is larger than the log |
public final class SimulatedEventLog {
  /// Type of an event that extends nothing.
  public static final long EV_NO_ACTION = 3;

  /// Type of the event between firmware and what it starts.
  public static final long EV_SEPARATOR = 4;

  /// Type of an event that is measured in words.
  public static final long EV_IPL = 13;

  private static final int SHA256 = 0x0b;
  private static final int SHA384 = 0x0c;
  private static final int SHA1_BYTES = 20;

  private final int algorithm;
  private final int digestBytes;
  private final int firstIndex;
  private final BinaryWriter events = new BinaryWriter();
  private final Map<Integer, Bytes> registers = new HashMap<>();

  private SimulatedEventLog(int algorithm, int digestBytes, int firstIndex) {
    this.algorithm = algorithm;
    this.digestBytes = digestBytes;
    this.firstIndex = firstIndex;
    header();
  }

  /// A TDX log, SHA-384: index 1 is RTMR0, index 4 is RTMR3, index 0 is MRTD.
  public static SimulatedEventLog ccel() {
    return new SimulatedEventLog(SHA384, 48, 1);
  }

  /// A TPM log, SHA-256: the index is the PCR.
  public static SimulatedEventLog tpm() {
    return new SimulatedEventLog(SHA256, 32, 0);
  }

  private void header() {
    var event =
        new BinaryWriter()
            .raw(Bytes.utf8("Spec ID Event03\0"))
            .u32le(0) // platform class: client
            .u8(0) // minor version
            .u8(2) // major version
            .u8(0) // errata
            .u8(2) // UINTN is 8 bytes
            .u32le(1)
            .u16le(algorithm)
            .u16le(digestBytes)
            .u8(0) // vendor information
            .toBytes();
    events.u32le(firstIndex).u32le(EV_NO_ACTION).zeros(SHA1_BYTES);
    events.u32le(event.length()).raw(event);
  }

  private Bytes digest(Bytes message) {
    return algorithm == SHA256 ? message.sha256() : message.sha384();
  }

  /// Adds an event whose digest is that of its data.
  public SimulatedEventLog event(int index, long type, Bytes data) {
    return event(index, type, data, digest(data));
  }

  /// Adds an event with any digest; one of type [#EV_NO_ACTION] extends nothing.
  public SimulatedEventLog event(int index, long type, Bytes data, Bytes digest) {
    events.u32le(index).u32le(type).u32le(1).u16le(algorithm).raw(digest);
    events.u32le(data.length()).raw(data);
    if (type != EV_NO_ACTION) {
      registers.put(index, digest(register(index).concat(digest)));
    }
    return this;
  }

  /// What `index` replays to; zero where no event extended it.
  public Bytes register(int index) {
    return registers.getOrDefault(index, Bytes.zeros(digestBytes));
  }

  /// The log.
  public Bytes toBytes() {
    return events.toBytes();
  }

  /// The log in an area of `length` bytes, as ACPI gives it.
  public Bytes toBytes(int length) {
    var out = new BinaryWriter().raw(toBytes());
    for (int i = toBytes().length(); i < length; i++) {
      out.u8(0xff);
    }
    return out.toBytes();
  }
}
