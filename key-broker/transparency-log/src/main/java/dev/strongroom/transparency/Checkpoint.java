package dev.strongroom.transparency;

import dev.strongroom.transparency.LogException.Fault;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.regex.Pattern;

/// A tree head that the log's key vouches for (C2SP `tlog-checkpoint`). Made only by signing or by
/// verifying, so whoever holds one need not ask again. Immutable.
///
/// | Line | Content                                              |
/// |-----:|------------------------------------------------------|
/// |    1 | origin: which log, and under which trust profile     |
/// |    2 | tree size, decimal, no leading zero                  |
/// |    3 | root hash, Base64                                    |
/// |   4… | extension lines, ignored; none in ours               |
public final class Checkpoint {
  private static final Pattern SIZE = Pattern.compile("0|[1-9]\\d{0,18}");

  private final String origin;
  private final TreeHead head;
  private final String note;

  private Checkpoint(String origin, TreeHead head, String note) {
    this.origin = origin;
    this.head = head;
    this.note = note;
  }

  /// Verifies that `key` signed `note` for the log `origin`.
  ///
  /// @throws LogException if the form, the signature or the origin is wrong
  public static Checkpoint verify(String note, LogVerifierKey key, String origin)
      throws LogException {
    var signed = SignedNote.parse(note);
    signed.verify(key);
    var lines = signed.text().split("\n", -1);
    if (lines.length < 4) {
      throw SignedNote.malformed("has " + (lines.length - 1) + " lines, want 3 or more");
    }
    // spec: C2SP tlog-checkpoint "Note text", lines: all lines, extensions too, are non-empty
    for (int i = 0; i < lines.length - 1; i++) {
      if (lines[i].isEmpty()) {
        throw SignedNote.malformed("has an empty line " + (i + 1));
      }
    }
    if (!lines[0].equals(origin)) {
      throw new LogException(
          Fault.CHECKPOINT_ORIGIN, "the checkpoint is of log " + lines[0] + ", want " + origin);
    }
    return new Checkpoint(origin, head(lines[1], lines[2]), note);
  }

  private static TreeHead head(String size, String root) throws LogException {
    // spec: C2SP tlog-checkpoint "Note text", tree size: decimal, no leading zeroes
    if (!SIZE.matcher(size).matches()) {
      throw SignedNote.malformed("has tree size '" + size + "'");
    }
    try {
      return new TreeHead(Long.parseLong(size), Bytes.ofBase64("root hash", root));
    } catch (MalformedException | IllegalArgumentException e) {
      throw SignedNote.malformed("has a wrong tree head: " + e.getMessage());
    }
  }

  /// What gets signed for `head` of log `origin`.
  static String text(String origin, TreeHead head) {
    if (origin.isEmpty() || origin.chars().anyMatch(c -> c < ' ')) {
      throw new IllegalArgumentException("an origin is one non-empty line");
    }
    return origin + "\n" + head.size() + "\n" + head.root().base64() + "\n";
  }

  static Checkpoint signed(String origin, TreeHead head, String note) {
    return new Checkpoint(origin, head, note);
  }

  /// Which log this is.
  public String origin() {
    return origin;
  }

  /// Size and root that were signed.
  public TreeHead head() {
    return head;
  }

  /// The note as received or made, with its signatures.
  public String note() {
    return note;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Checkpoint that && note.equals(that.note);
  }

  @Override
  public int hashCode() {
    return note.hashCode();
  }

  @Override
  public String toString() {
    return "Checkpoint[" + origin + ", " + head + "]";
  }
}
