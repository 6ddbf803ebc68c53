package dev.strongroom.transparency;

import dev.strongroom.transparency.LogException.Fault;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The envelope of a checkpoint (C2SP `signed-note`):
///
/// ```
/// text, ending in a newline
/// (empty line)
/// — <key name> <base64(key id, 4 bytes ‖ signature)>
/// ```
///
/// @param text the signed text with its final newline
/// @param signatures in the order of the note
record SignedNote(String text, List<Line> signatures) {
  /// Room for sixteen of the largest signatures known, some 5 kB each, and the text.
  private static final int MAX_CHARS = 128 * 1024;

  private static final int MAX_SIGNATURES = 100;
  private static final String DASH = "\u2014 ";

  /// One signature line.
  record Line(String name, Bytes keyId, Bytes signature) {}

  SignedNote {
    signatures = List.copyOf(signatures);
  }

  /// Takes a note apart without judging its signatures.
  static SignedNote parse(String note) throws LogException {
    if (note.length() > MAX_CHARS) {
      throw malformed("is longer than " + MAX_CHARS + " characters");
    }
    requirePlainText(note);
    // spec: C2SP signed-note "Format", gap: the last empty line separates text and signatures
    int gap = note.lastIndexOf("\n\n");
    if (gap < 0 || !note.endsWith("\n")) {
      throw malformed("has no signature block");
    }
    var lines = note.substring(gap + 2).split("\n", -1);
    int count = lines.length - 1;
    if (count < 1 || count > MAX_SIGNATURES) {
      throw malformed("has " + count + " signatures, want 1 to " + MAX_SIGNATURES);
    }
    var signatures = new ArrayList<Line>();
    for (int i = 0; i < count; i++) {
      signatures.add(line(lines[i]));
    }
    return new SignedNote(note.substring(0, gap + 1), signatures);
  }

  private static Line line(String line) throws LogException {
    var parts =
        line.startsWith(DASH) ? line.substring(DASH.length()).split(" ", -1) : new String[0];
    if (parts.length != 2 || !LogVerifierKey.isName(parts[0])) {
      throw malformed("has a signature line that is not '— <key name> <base64>'");
    }
    try {
      var bytes = Bytes.ofBase64("signature", parts[1]);
      if (bytes.length() <= LogVerifierKey.KEY_ID_BYTES) {
        throw malformed("has a signature of " + bytes.length() + " bytes");
      }
      return new Line(
          parts[0],
          bytes.slice(0, LogVerifierKey.KEY_ID_BYTES),
          bytes.slice(LogVerifierKey.KEY_ID_BYTES, bytes.length()));
    } catch (MalformedException e) {
      throw malformed(String.valueOf(e.getMessage()));
    }
  }

  private static void requirePlainText(String note) throws LogException {
    // spec: C2SP signed-note "Format", control characters: no ASCII control characters but newline
    if (note.chars().anyMatch(c -> c < ' ' && c != '\n')) {
      throw malformed("has a control character");
    }
    // spec: C2SP signed-note "Format", encoding: valid UTF-8
    try {
      var _ = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(note));
    } catch (CharacterCodingException e) {
      throw malformed("is not Unicode text");
    }
  }

  /// Verifies that `key` signed the text.
  void verify(LogVerifierKey key) throws LogException {
    int verified = 0;
    for (var line : signatures) {
      // spec: C2SP signed-note "Signatures", verifying: unknown name or key id is ignored, known
      // must verify
      if (!line.name().equals(key.name()) || !line.keyId().equals(key.keyId())) {
        continue;
      }
      if (!key.verify(Bytes.utf8(text), line.signature())) {
        throw new LogException(
            Fault.CHECKPOINT_SIGNATURE, "the signature of " + key.name() + " does not hold");
      }
      verified++;
    }
    if (verified == 0) {
      throw new LogException(
          Fault.CHECKPOINT_SIGNATURE,
          "signed by "
              + signatures.stream().map(line -> line.name() + "+" + line.keyId()).toList()
              + ", trusted is "
              + key.name()
              + "+"
              + key.keyId());
    }
  }

  /// The note of `text` under one signature.
  static String write(String text, LogVerifierKey key, Bytes signature) {
    return text + "\n" + DASH + key.name() + " " + key.keyId().concat(signature).base64() + "\n";
  }

  static LogException malformed(String what) {
    return new LogException(Fault.CHECKPOINT_MALFORMED, "the note " + what);
  }
}
