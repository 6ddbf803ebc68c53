package dev.strongroom.attestation.evidence;

import dev.strongroom.wire.BinaryReader;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.regex.Pattern;

/// Reads the few DER structures (ITU-T X.690, 10) that vendors put into certificate extensions and
/// OCSP answers. Lengths must be minimal. Nesting is entered explicitly, so its depth is the
/// caller's. Not thread-safe.
public final class Der {
  public static final int BOOLEAN = 0x01;
  public static final int INTEGER = 0x02;
  public static final int BIT_STRING = 0x03;
  public static final int OCTET_STRING = 0x04;
  public static final int NULL = 0x05;
  public static final int OBJECT_IDENTIFIER = 0x06;
  public static final int ENUMERATED = 0x0a;
  public static final int UTF8_STRING = 0x0c;
  public static final int PRINTABLE_STRING = 0x13;
  public static final int IA5_STRING = 0x16;
  public static final int GENERALIZED_TIME = 0x18;
  public static final int SEQUENCE = 0x30;
  public static final int SET = 0x31;

  /// Context-specific, constructed, number 0.
  public static final int CONTEXT_0 = 0xa0;

  /// Context-specific, constructed, number 1.
  public static final int CONTEXT_1 = 0xa1;

  /// Context-specific, constructed, number 2.
  public static final int CONTEXT_2 = 0xa2;

  private static final int SHORT_FORM_LIMIT = 0x80;
  private static final int ONE_LENGTH_BYTE = 0x81;
  private static final int TWO_LENGTH_BYTES = 0x82;

  private static final Pattern TIME =
      Pattern.compile("([0-9]{4})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})Z");

  private static final int BITS_OF_AN_OCTET = 7;
  private static final int LOW_BITS = 0x7f;
  private static final int ARCS_BELOW = 40;
  private static final int LAST_FIRST_ARC = 2;

  private final Bytes source;
  private final BinaryReader in;

  /// Reads all of `source`.
  public Der(Bytes source) {
    this(source, new BinaryReader(source));
  }

  /// @param in over a part of `source`, counting from its beginning
  private Der(Bytes source, BinaryReader in) {
    this.source = source;
    this.in = in;
  }

  /// True when nothing is left.
  public boolean isAtEnd() {
    return in.remaining() == 0;
  }

  /// True if there is a next element and it has `tag`.
  public boolean isNext(int tag) {
    return !isAtEnd() && source.at(in.position()) == tag;
  }

  /// Steps into the next element, which must have `tag`.
  public Der enter(String field, int tag) throws MalformedException {
    int length = header(field, tag);
    return new Der(source, in.sub(field, length));
  }

  /// The next element as received, identifier and length included, which must have `tag`.
  public Bytes encoded(String field, int tag) throws MalformedException {
    int from = in.position();
    in.skip(field, header(field, tag));
    return source.slice(from, in.position());
  }

  /// The content of the next element, which must have `tag`.
  public Bytes value(String field, int tag) throws MalformedException {
    int length = header(field, tag);
    return in.bytes(field, length);
  }

  /// The next element, an INTEGER from 0 to 255.
  public int smallInteger(String field) throws MalformedException {
    return small(field, INTEGER);
  }

  /// The next element, an ENUMERATED from 0 to 255.
  public int enumerated(String field) throws MalformedException {
    return small(field, ENUMERATED);
  }

  private int small(String field, int tag) throws MalformedException {
    int at = in.position();
    var content = value(field, tag);
    boolean oneByte = content.length() == 1 && content.at(0) < SHORT_FORM_LIMIT;
    boolean twoBytes =
        content.length() == 2 && content.at(0) == 0 && content.at(1) >= SHORT_FORM_LIMIT;
    if (!oneByte && !twoBytes) {
      throw new MalformedException(field, at, "got INTEGER " + content + ", want 0 to 255");
    }
    return content.at(content.length() - 1);
  }

  /// The next element, an INTEGER of either sign.
  ///
  /// @param limit most octets of its content
  public BigInteger integer(String field, int limit) throws MalformedException {
    int at = in.position();
    var content = value(field, INTEGER);
    if (content.length() == 0 || content.length() > limit) {
      throw new MalformedException(
          field, at, "got INTEGER of " + content.length() + " octets, want 1 to " + limit);
    }
    var value = new BigInteger(content.toArray());
    if (value.toByteArray().length != content.length()) {
      throw new MalformedException(field, at, "INTEGER is not minimal");
    }
    return value;
  }

  /// The next element, an OBJECT IDENTIFIER, dotted. Numbers have less than 63 bits.
  public String objectIdentifier(String field) throws MalformedException {
    int at = in.position();
    var content = value(field, OBJECT_IDENTIFIER);
    var dotted = new StringBuilder();
    long number = 0;
    boolean isOpen = false;
    for (int i = 0; i < content.length(); i++) {
      int octet = content.at(i);
      if (isOpen ? number > Long.MAX_VALUE >> BITS_OF_AN_OCTET : octet == SHORT_FORM_LIMIT) {
        throw new MalformedException(field, at, "OBJECT IDENTIFIER is not minimal, or too large");
      }
      number = (isOpen ? number : 0) << BITS_OF_AN_OCTET | (octet & LOW_BITS);
      isOpen = octet >= SHORT_FORM_LIMIT;
      if (!isOpen) {
        append(dotted, number);
      }
    }
    if (isOpen || dotted.isEmpty()) {
      throw new MalformedException(field, at, "OBJECT IDENTIFIER is cut off");
    }
    return dotted.toString();
  }

  // spec: X.690 8.19.4: the first two numbers are one, 40 times the first and the second
  private static void append(StringBuilder dotted, long number) {
    if (!dotted.isEmpty()) {
      dotted.append('.').append(number);
      return;
    }
    long first = Math.min(number / ARCS_BELOW, LAST_FIRST_ARC);
    dotted.append(first).append('.').append(number - first * ARCS_BELOW);
  }

  /// The next element, a GeneralizedTime to the second.
  // spec: RFC 5280 4.1.2.5.2: GeneralizedTime is YYYYMMDDHHMMSSZ, without fractions
  public Instant time(String field) throws MalformedException {
    int at = in.position();
    var text = value(field, GENERALIZED_TIME).utf8();
    var parts = TIME.matcher(text);
    if (!parts.matches()) {
      throw new MalformedException(field, at, "got '" + text + "', want YYYYMMDDHHMMSSZ");
    }
    try {
      return LocalDateTime.of(
              Integer.parseInt(parts.group(1)),
              Integer.parseInt(parts.group(2)),
              Integer.parseInt(parts.group(3)),
              Integer.parseInt(parts.group(4)),
              Integer.parseInt(parts.group(5)),
              Integer.parseInt(parts.group(6)))
          .toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw new MalformedException(field, at, "got '" + text + "', which is no time", e);
    }
  }

  /// The octets of the next element, a BIT STRING of whole octets.
  public Bytes octetsOfBits(String field) throws MalformedException {
    int at = in.position();
    var content = value(field, BIT_STRING);
    if (content.length() == 0 || content.at(0) != 0) {
      throw new MalformedException(field, at, "is not a BIT STRING of whole octets");
    }
    return content.slice(1, content.length());
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
