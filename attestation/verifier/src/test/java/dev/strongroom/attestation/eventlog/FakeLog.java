package dev.strongroom.attestation.eventlog;

import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;
import java.util.List;

/// Writes crypto-agile event logs, well formed unless told otherwise.
public final class FakeLog {
  public static final long EV_NO_ACTION = 3;
  public static final long EV_SEPARATOR = 4;
  public static final long EV_IPL = 0xd;

  private final List<DigestAlgorithm> banks;
  private final BinaryWriter out = new BinaryWriter();

  /// A log in one bank.
  public FakeLog(DigestAlgorithm... banks) {
    this.banks = List.of(banks);
    var data =
        new BinaryWriter()
            .raw(Bytes.utf8("Spec ID Event03\0"))
            .raw(Bytes.zeros(4))
            .u32le(0x0200_0200)
            .u32le(banks.length);
    for (var bank : banks) {
      data.u16le(bank.id()).u16le(bank.lengthBytes());
    }
    data.u8(0);
    out.u32le(0).u32le(EV_NO_ACTION).zeros(20);
    out.u32le(data.toBytes().length()).raw(data.toBytes());
  }

  /// Appends an event that measures its own data.
  public FakeLog event(int register, long type, Bytes data) {
    out.u32le(register).u32le(type).u32le(banks.size());
    for (var bank : banks) {
      out.u16le(bank.id());
      out.raw(type == EV_NO_ACTION ? Bytes.zeros(bank.lengthBytes()) : bank.digest(data));
    }
    out.u32le(data.length()).raw(data);
    return this;
  }

  /// Appends an event of type EV_IPL.
  public FakeLog event(int register, String text) {
    return event(register, EV_IPL, Bytes.utf8(text));
  }

  /// What was written so far.
  public Bytes bytes() {
    return out.toBytes();
  }
}
