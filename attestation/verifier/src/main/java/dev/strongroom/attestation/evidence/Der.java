package dev.strongroom.attestation.evidence;

import dev.strongroom.wire.BinaryReader;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;

/// Reads the few DER structures (ITU-T X.690, 10) that vendors put into certificate extensions.
/// Lengths must be minimal, integers small and non-negative. Nesting is entered explicitly, so its
/// depth is the caller's. Not thread-safe.
public final class Der {
  public static final int INTEGER = 0x02;
  public static final int OCTET_STRING = 0x04;
  public static final int OBJECT_IDENTIFIER = 0x06;
  public static final int UTF8_STRING = 0x0c;
  public static final int PRINTABLE_STRING = 0x13;
  public static final int IA5_STRING = 0x16;
  public static final int SEQUENCE = 0x30;
  public static final int SET = 0x31;

  /// Context-specific, constructed, number 0.
  public static final int CONTEXT_0 = 0xa0;

  private static final int SHORT_FORM_LIMIT = 0x80;
  private static final int ONE_LENGTH_BYTE = 0x81;
  private static final int TWO_LENGTH_BYTES = 0x82;

  private final BinaryReader in;

  /// Reads all of `source`.
  public Der(Bytes source) {
    this(new BinaryReader(source));
  }

  private Der(BinaryReader in) {
    this.in = in;
  }

  /// True when nothing is left.
  public boolean isAtEnd() {
    return in.remaining() == 0;
  }

  /// Steps into the next element, which must have `tag`.
  public Der enter(String field, int tag) throws MalformedException {
    int length = header(field, tag);
    return new Der(in.sub(field, length));
  }

  /// The content of the next element, which must have `tag`.
  public Bytes value(String field, int tag) throws MalformedException {
    int length = header(field, tag);
    return in.bytes(field, length);
  }

  /// The next element, an INTEGER from 0 to 255.
  public int smallInteger(String field) throws MalformedException {
    int at = in.position();
    var content = value(field, INTEGER);
    boolean oneByte = content.length() == 1 && content.at(0) < SHORT_FORM_LIMIT;
    boolean twoBytes =
        content.length() == 2 && content.at(0) == 0 && content.at(1) >= SHORT_FORM_LIMIT;
    if (!oneByte && !twoBytes) {
      throw new MalformedException(field, at, "got INTEGER " + content + ", want 0 to 255");
    }
    return content.at(content.length() - 1);
  }

  /// Skips the next element, whatever its tag, and returns that tag and its content.
  public Element any(String field) throws MalformedException {
    int tag = in.u8(field);
    return new Element(tag, in.bytes(field, length(field)));
  }

  /// One element.
  ///
  /// @param tag its identifier octet
  /// @param content its content octets
  public record Element(int tag, Bytes content) {}

  /// Requires that nothing is left.
  public void end() throws MalformedException {
    in.end();
  }

  private int header(String field, int tag) throws MalformedException {
    int at = in.position();
    int seen = in.u8(field);
    if (seen != tag) {
      throw new MalformedException(field, at, "got tag %02x, want %02x".formatted(seen, tag));
    }
    return length(field);
  }

  private int length(String field) throws MalformedException {
    int at = in.position();
    int first = in.u8(field);
    if (first < SHORT_FORM_LIMIT) {
      return first;
    }
    int length =
        switch (first) {
          case ONE_LENGTH_BYTE -> in.u8(field);
          case TWO_LENGTH_BYTES -> in.u16be(field);
          default -> throw new MalformedException(field, at, "length form %02x".formatted(first));
        };
    if (length < SHORT_FORM_LIMIT || (first == TWO_LENGTH_BYTES && length <= 0xff)) {
      throw new MalformedException(field, at, "length is not minimal");
    }
    return length;
  }
}
