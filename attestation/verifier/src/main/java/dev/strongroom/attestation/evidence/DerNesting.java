package dev.strongroom.attestation.evidence;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;

/// Keeps from the platform's parser, which recurses, what nests too deep for its stack. All else
/// that is wrong with the form is left for that parser to find.
final class DerNesting {
  /// Extensions of known vendors nest to less than half of it.
  static final int MAX_DEPTH = 32;

  private static final int CONSTRUCTED = 0x20;
  private static final int INDEFINITE = 0x80;
  private static final int MAX_LENGTH_BYTES = 4;

  private final Bytes der;

  /// Where the elements end that are open: none reaches beyond the one around it.
  private final int[] ends = new int[MAX_DEPTH + 1];

  private int depth;
  private int at;

  private DerNesting(Bytes der) {
    this.der = der;
    this.ends[0] = der.length();
  }

  // spec: X.690 10.1: lengths are definite
  /// @throws MalformedException if elements nest deeper than 32, those in octet strings included,
  ///   or one outside of these says not how long it is
  static void check(String field, Bytes der) throws MalformedException {
    new DerNesting(der).walk(field);
  }

  private void walk(String field) throws MalformedException {
    int opaque = Integer.MAX_VALUE; // depth of the outermost octet string that is open
    while (true) {
      while (at >= ends[depth]) {
        if (depth == 0) {
          return;
        }
        depth--;
        opaque = depth < opaque ? Integer.MAX_VALUE : opaque;
      }
      int start = at;
      int tag = der.at(at++);
      boolean constructed = (tag & CONSTRUCTED) != 0;
      if (constructed && at < ends[depth] && der.at(at) == INDEFINITE && depth < opaque) {
        throw new MalformedException(field, start, "has an element of indefinite length");
      }
      int end = end();
      if (end < 0) {
        at = ends[depth];
      } else if (!constructed && tag != Der.OCTET_STRING) {
        at = end;
      } else if (depth == MAX_DEPTH) {
        throw new MalformedException(field, start, "nests deeper than " + MAX_DEPTH);
      } else {
        opaque = constructed ? opaque : Math.min(opaque, depth + 1);
        ends[++depth] = end;
      }
    }
  }

  /// Where the element ends whose length comes next, or -1 if that has no form or is beyond the
  /// element around it.
  private int end() {
    if (at >= ends[depth]) {
      return -1;
    }
    long length = der.at(at++);
    if (length >= INDEFINITE) {
      int count = (int) length - INDEFINITE;
      if (count == 0 || count > MAX_LENGTH_BYTES || count > ends[depth] - at) {
        return -1;
      }
      length = 0;
      for (int i = 0; i < count; i++) {
        length = length << Byte.SIZE | der.at(at++);
      }
    }
    return length <= ends[depth] - at ? (int) (at + length) : -1;
  }
}
