package dev.strongroom.attestation.evidence;

import dev.strongroom.wire.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// DER with one element more than it has, a NULL at the end of what holds others, in every place.
final class Grown {
  private static final Bytes NULL = Bytes.copyOf(new byte[] {5, 0});
  private static final int CONSTRUCTED = 0x20;
  private static final int OCTET_STRING = 0x04;
  private static final int SEQUENCE = 0x30;
  private static final int LONG_LENGTH = 0x80;

  private Grown() {}

  /// One for each value within `der` that holds others, itself among them.
  ///
  /// @param der one value
  /// @param whole values that are not looked into
  static List<Bytes> of(Bytes der, Set<Bytes> whole) {
    if (whole.contains(der)) {
      return List.of();
    }
    int tag = der.at(0);
    var content = der.slice(header(der), der.length());
    var grown = new ArrayList<Bytes>();
    if ((tag & CONSTRUCTED) == 0 && !(tag == OCTET_STRING && holdsOne(content))) {
      return grown;
    }
    grown.add(value(tag, content.concat(NULL)));
    for (int at = 0; at < content.length(); ) {
      int length = length(content.slice(at, content.length()));
      var before = content.slice(0, at);
      var after = content.slice(at + length, content.length());
      for (var child : of(content.slice(at, at + length), whole)) {
        grown.add(value(tag, before.concat(child).concat(after)));
      }
      at += length;
    }
    return grown;
  }

  private static boolean holdsOne(Bytes content) {
    return content.length() > 1
        && (content.at(0) == SEQUENCE || content.at(0) == OCTET_STRING)
        && length(content) == content.length();
  }

  private static int header(Bytes der) {
    int first = der.at(1);
    return first < LONG_LENGTH ? 2 : 2 + first - LONG_LENGTH;
  }

  /// Of the whole first value.
  private static int length(Bytes der) {
    int first = der.at(1);
    int length = first < LONG_LENGTH ? first : 0;
    for (int i = 2; i < header(der); i++) {
      length = length << 8 | der.at(i);
    }
    return header(der) + length;
  }

  private static Bytes value(int tag, Bytes content) {
    int length = content.length();
    byte[] header;
    if (length < LONG_LENGTH) {
      header = new byte[] {(byte) tag, (byte) length};
    } else if (length < 1 << 8) {
      header = new byte[] {(byte) tag, (byte) 0x81, (byte) length};
    } else {
      header = new byte[] {(byte) tag, (byte) 0x82, (byte) (length >> 8), (byte) length};
    }
    return Bytes.copyOf(header).concat(content);
  }
}
