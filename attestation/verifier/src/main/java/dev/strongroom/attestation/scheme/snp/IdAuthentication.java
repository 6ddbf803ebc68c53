package dev.strongroom.attestation.scheme.snp;

import dev.strongroom.attestation.trust.EcdsaCurve;
import dev.strongroom.attestation.trust.EcdsaSignature;
import dev.strongroom.attestation.trust.SignedReport;
import dev.strongroom.wire.BinaryReader;
import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;

/// The ID authentication information (AMD 56860 revision 1.58, 8.18 SNP_LAUNCH_FINISH): who signed
/// an ID block, and who certified that key. Numbers are little-endian.
///
/// | Offset | Bytes | Field | Meaning |
/// |-------:|------:|-------|---------|
/// | 0x000  |     4 | ID_KEY_ALGO | 1: ECDSA P-384 with SHA-384 |
/// | 0x004  |     4 | AUTH_KEY_ALGO | 1, or 0 where there is no author key |
/// | 0x008  |    56 | reserved | |
/// | 0x040  |   512 | ID_BLOCK_SIG | over the ID block: r, s of 72 bytes, 368 zero |
/// | 0x240  |  1028 | ID_KEY | curve (2: P-384), x, y of 72 bytes, 880 zero |
/// | 0x644  |    60 | reserved | |
/// | 0x680  |   512 | ID_KEY_SIG | over all 1028 bytes of ID_KEY, by the author key |
/// | 0x880  |  1028 | AUTHOR_KEY | as ID_KEY |
/// | 0xC84  |   892 | reserved | |
///
/// @param blockSignature over the ID block
/// @param idKey that signed the ID block
/// @param author who certified that key
public record IdAuthentication(EcdsaSignature blockSignature, Key idKey, Author author) {
  /// Length of every ID authentication information.
  public static final int BYTES = 4096;

  private static final int ECDSA_P384_SHA384 = 1;
  private static final int NONE = 0;
  private static final int CURVE_P384 = 2;
  private static final int VALUE_BYTES = 48;
  private static final int VALUE_PADDING_BYTES = 24;
  private static final int SIGNATURE_BYTES = 512;
  private static final int SIGNATURE_RESERVED_BYTES = 368;
  private static final int KEY_BYTES = 1028;
  private static final int KEY_RESERVED_BYTES = 880;

  /// A public key as the firmware takes it.
  ///
  /// @param raw all 1028 bytes
  /// @param point x and y, 48 bytes each, big-endian
  public record Key(Bytes raw, Bytes point) {
    /// What the report carries of it: SHA-384, 48 bytes.
    public Bytes digest() {
      return raw.sha384();
    }
  }

  /// Who certified an ID key.
  public sealed interface Author {}

  /// Nobody.
  public record NoAuthor() implements Author {}

  /// The author's signature over an ID key.
  ///
  /// @param key the author's
  /// @param signedBytes the ID key, all 1028 bytes
  /// @param signature the author's
  public record Certification(Key key, Bytes signedBytes, EcdsaSignature signature)
      implements Author, SignedReport {}

  /// Reads ID authentication information.
  ///
  /// @throws MalformedException if it has another form
  public static IdAuthentication parse(Bytes information) throws MalformedException {
    if (information.length() != BYTES) {
      throw new MalformedException(
          "ID authentication", 0, "got " + information.length() + " bytes, want " + BYTES);
    }
    var in = new BinaryReader(information);
    algorithm(in, "ID_KEY_ALGO", false);
    boolean certified = algorithm(in, "AUTH_KEY_ALGO", true);
    in.zeros("reserved", 56);
    var blockSignature = signature(in, "ID_BLOCK_SIG");
    var idKey = key(in, "ID_KEY");
    in.zeros("reserved", 60);
    Author author = new NoAuthor();
    if (certified) {
      var keySignature = signature(in, "ID_KEY_SIG");
      author = new Certification(key(in, "AUTHOR_KEY"), idKey.raw(), keySignature);
    } else {
      in.zeros("ID_KEY_SIG", SIGNATURE_BYTES);
      in.zeros("AUTHOR_KEY", KEY_BYTES);
    }
    in.zeros("reserved", in.remaining());
    in.end();
    return new IdAuthentication(blockSignature, idKey, author);
  }

  private static boolean algorithm(BinaryReader in, String field, boolean optional)
      throws MalformedException {
    int at = in.position();
    long algorithm = in.u32le(field);
    if (algorithm == ECDSA_P384_SHA384) {
      return true;
    }
    if (algorithm != NONE || !optional) {
      throw new MalformedException(field, at, "got " + algorithm + ", want 1");
    }
    return false;
  }

  private static EcdsaSignature signature(BinaryReader in, String field) throws MalformedException {
    var r = value(in, field);
    var s = value(in, field);
    in.zeros(field, SIGNATURE_RESERVED_BYTES);
    return EcdsaSignature.ofLittleEndian(EcdsaCurve.P384, r, s);
  }

  private static Bytes value(BinaryReader in, String field) throws MalformedException {
    var value = in.bytes(field, VALUE_BYTES);
    in.zeros(field, VALUE_PADDING_BYTES);
    return value;
  }

  private static Key key(BinaryReader in, String field) throws MalformedException {
    int at = in.position();
    var raw = in.bytes(field, KEY_BYTES);
    var inner = new BinaryReader(raw);
    long curve = inner.u32le(field + " curve");
    if (curve != CURVE_P384) {
      throw new MalformedException(field + " curve", at, "got " + curve + ", want 2");
    }
    var x = reversed(value(inner, field + " x"));
    var y = reversed(value(inner, field + " y"));
    inner.zeros(field, KEY_RESERVED_BYTES);
    return new Key(raw, x.concat(y));
  }

  private static Bytes reversed(Bytes value) {
    var out = new BinaryWriter();
    for (int i = value.length() - 1; i >= 0; i--) {
      out.u8(value.at(i));
    }
    return out.toBytes();
  }
}
