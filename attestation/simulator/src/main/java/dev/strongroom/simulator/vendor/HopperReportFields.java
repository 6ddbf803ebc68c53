package dev.strongroom.simulator.vendor;

import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.dsse.SigningKey;
import java.util.LinkedHashMap;
import java.util.Map;

/// The fields of an H100 report as driver 550.90.07 writes it, laid out as
/// [dev.strongroom.attestation.scheme.nvidia.NvidiaReport] documents: 64 blocks, legacy opaque data
/// with the genuine fields in their order, 4117 bytes. Starts as a good report; tests change fields
/// before it is signed. Not thread-safe.
public final class HopperReportFields {
  /// OpaqueData type of the driver's version.
  public static final int DRIVER_VERSION = 3;

  /// OpaqueData type of the firmware id.
  public static final int FWID = 20;

  private static final int BLOCKS = 64;
  private static final int BLOCK_BYTES = 55;
  private static final int VALUE_BYTES = 48;
  private static final int COUNTERS_BYTES = 256;
  private static final int COUNTER_BYTES = 4;

  private final Map<Integer, Bytes> opaque = new LinkedHashMap<>();
  private final Bytes[] measurements = new Bytes[BLOCKS];
  private final Bytes responderNonce;
  private Bytes nonce;
  private Bytes rawOpaque = Bytes.empty();

  HopperReportFields(Bytes nonce, Bytes responderNonce, Bytes fwid) {
    this.nonce = nonce;
    this.responderNonce = responderNonce;
    for (int i = 0; i < BLOCKS; i++) {
      measurements[i] = Bytes.utf8("strongroom simulated measurement " + (i + 1)).sha384();
    }
    opaque.put(6, hex(0x00, 0x9f, 0x00, 0x96, 0x01, 0, 0, 0)); // VBIOS 96.00.9F.00.01
    opaque.put(14, hex(0xb1, 0x03, 0, 0)); // board
    opaque.put(15, Bytes.utf8("882").concat(Bytes.zeros(6))); // chip SKU
    opaque.put(16, Bytes.utf8("0").concat(Bytes.zeros(4))); // module SKU
    opaque.put(17, Bytes.utf8("1010\0")); // project
    opaque.put(18, Bytes.utf8("0200\0")); // project SKU
    opaque.put(19, Bytes.zeros(2)); // project SKU module
    opaque.put(DRIVER_VERSION, Bytes.utf8("550.90.07\0").slice(0, 10));
    opaque.put(4, hex(0x80, 0x01, 0, 0, 0, 0, 0, 0)); // GPU info
    opaque.put(12, counters());
    opaque.put(13, hex(0x00, 0xc0, 0x01, 0x00)); // CPR info
    opaque.put(11, hex(0x55)); // NVDEC0 off
    opaque.put(FWID, fwid);
    opaque.put(21, hex(0x55)); // protected PCIe off
  }

  private static Bytes hex(int... values) {
    var out = new BinaryWriter();
    for (int value : values) {
      out.u8(value);
    }
    return out.toBytes();
  }

  /// MSRSCNT: how often each register was extended, 64 numbers of 4 bytes.
  private static Bytes counters() {
    var out = new BinaryWriter();
    for (int i = 0; i < COUNTERS_BYTES / COUNTER_BYTES; i++) {
      out.u32le(i == 0 ? 0 : 1);
    }
    return out.toBytes();
  }

  /// Requester nonce, 32 bytes.
  public HopperReportFields nonce(Bytes value) {
    nonce = value;
    return this;
  }

  /// Measurement of the block with `index`, 1 to 64; 48 bytes.
  public HopperReportFields measurement(int index, Bytes value) {
    measurements[index - 1] = value;
    return this;
  }

  /// Sets an opaque field.
  public HopperReportFields opaque(int type, Bytes value) {
    opaque.put(type, value);
    return this;
  }

  /// Leaves an opaque field out.
  public HopperReportFields withoutOpaque(int type) {
    opaque.remove(type);
    return this;
  }

  /// Replaces all opaque data.
  public HopperReportFields rawOpaque(Bytes value) {
    rawOpaque = value;
    return this;
  }

  /// The report, signed by `key`.
  Bytes sign(SigningKey key) {
    var out = new BinaryWriter().raw(hex(0x11, 0xe0, 0x01, 0xff)).raw(nonce).u8(0);
    out.raw(hex(0x11, 0x60, 0, 0)).u8(BLOCKS).u24le(BLOCKS * BLOCK_BYTES);
    for (int i = 0; i < BLOCKS; i++) {
      out.u8(i + 1).u8(1).u16le(VALUE_BYTES + 3).u8(1).u16le(VALUE_BYTES).raw(measurements[i]);
    }
    var opaqueData = opaqueData();
    out.raw(responderNonce).u16le(opaqueData.length()).raw(opaqueData);
    var signed = out.toBytes();
    return signed.concat(key.sign(signed));
  }

  private Bytes opaqueData() {
    if (rawOpaque.length() > 0) {
      return rawOpaque;
    }
    var out = new BinaryWriter();
    opaque.forEach((type, value) -> out.u16le(type).u16le(value.length()).raw(value));
    return out.toBytes();
  }
}
