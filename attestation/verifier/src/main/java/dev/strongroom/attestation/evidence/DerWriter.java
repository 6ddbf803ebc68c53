package dev.strongroom.attestation.evidence;

import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;

/// Writes the few DER structures (ITU-T X.690, 10) that requests consist of, the mirror of [Der].
final class DerWriter {
  private static final int SHORT_FORM_LIMIT = 0x80;
  private static final int ONE_LENGTH_BYTE = 0x81;
  private static final int TWO_LENGTH_BYTES = 0x82;
  private static final int MOST = 0xffff;

  private DerWriter() {}

  /// One element of these contents, one after the other.
  static Bytes element(int tag, Bytes... contents) {
    var content = new BinaryWriter();
    for (var part : contents) {
      content.raw(part);
    }
    var value = content.toBytes();
    int length = value.length();
    if (length > MOST) {
      throw new IllegalArgumentException("contents: got " + length + " bytes, limit 65535");
    }
    var out = new BinaryWriter().u8(tag);
    if (length < SHORT_FORM_LIMIT) {
      out.u8(length);
    } else if (length <= 0xff) {
      out.u8(ONE_LENGTH_BYTE).u8(length);
    } else {
      out.u8(TWO_LENGTH_BYTES).u16be(length);
    }
    return out.raw(value).toBytes();
  }
}
