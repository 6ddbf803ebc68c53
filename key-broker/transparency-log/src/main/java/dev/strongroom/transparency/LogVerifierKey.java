package dev.strongroom.transparency;

import dev.strongroom.wire.BinaryReader;
import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;

/// A named Ed25519 key that vouches for checkpoints (C2SP `signed-note`). As text, a `vkey`:
/// `<name>+<key id, 8 hex digits>+<base64(0x01 ‖ public key)>`. Thread-safe.
///
/// @param name of the key; non-empty, no Unicode space, no control character, no plus
/// @param publicKey 32 bytes (RFC 8032)
public record LogVerifierKey(String name, Bytes publicKey) {
  static final int KEY_ID_BYTES = 4;

  private static final int ED25519 = 0x01;
  private static final int PUBLIC_KEY_BYTES = 32;

  /// DER of a SubjectPublicKeyInfo around an Ed25519 key, up to the key (RFC 8410 section 4).
  private static final byte[] SPKI_PREFIX = {
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00
  };

  public LogVerifierKey {
    if (!isName(name)) {
      throw new IllegalArgumentException("key name '" + name + "' is empty or has space or plus");
    }
    if (publicKey.length() != PUBLIC_KEY_BYTES) {
      throw new IllegalArgumentException(
          "public key has " + publicKey.length() + " bytes, want 32");
    }
    platformKey(publicKey);
  }

  /// Reads a `vkey`.
  ///
  /// @throws MalformedException if it is none, or its key id is not that of name and key
  public static LogVerifierKey parse(String vkey) throws MalformedException {
    var parts = vkey.split("\\+", 3);
    if (parts.length != 3) {
      throw new MalformedException("vkey", -1, "want <name>+<key id>+<base64 key>");
    }
    var in = new BinaryReader(Bytes.ofBase64("vkey", parts[2]));
    // spec: C2SP signed-note "Signature types": 0x01 is Ed25519
    in.expect("vkey algorithm", Bytes.copyOf(new byte[] {ED25519}));
    var publicKey = in.bytes("vkey public key", PUBLIC_KEY_BYTES);
    in.end();
    LogVerifierKey key;
    try {
      key = new LogVerifierKey(parts[0], publicKey);
    } catch (IllegalArgumentException e) {
      throw new MalformedException("vkey", -1, String.valueOf(e.getMessage()), e);
    }
    if (!key.keyId().hex().equals(parts[1])) {
      throw new MalformedException(
          "vkey key id", -1, "got " + parts[1] + ", want " + key.keyId().hex());
    }
    return key;
  }

  /// First four bytes of SHA-256 over name, newline, 0x01 and key.
  public Bytes keyId() {
    // spec: C2SP signed-note "Signatures", key id: SHA-256(key name || 0x0A || type || public
    // key)[:4]
    return new BinaryWriter()
        .raw(Bytes.utf8(name))
        .u8('\n')
        .u8(ED25519)
        .raw(publicKey)
        .toBytes()
        .sha256()
        .slice(0, KEY_ID_BYTES);
  }

  /// The `vkey` text.
  public String vkey() {
    var key = new BinaryWriter().u8(ED25519).raw(publicKey).toBytes();
    return name + "+" + keyId().hex() + "+" + key.base64();
  }

  /// True if `signature` is this key's signature over `message`.
  boolean verify(Bytes message, Bytes signature) {
    try {
      var verifier = Signature.getInstance("Ed25519");
      verifier.initVerify(platformKey(publicKey));
      verifier.update(message.toArray());
      return verifier.verify(signature.toArray());
    } catch (SignatureException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Ed25519 is required of the platform", e);
    }
  }

  static boolean isName(String name) {
    return !name.isEmpty()
        && name.codePoints()
            .noneMatch(
                c ->
                    c == '+'
                        || Character.isISOControl(c)
                        || Character.isWhitespace(c)
                        || Character.isSpaceChar(c));
  }

  /// The 32 bytes inside a platform key.
  static Bytes rawOf(PublicKey key) {
    var spki = Bytes.copyOf(key.getEncoded());
    if (spki.length() != SPKI_PREFIX.length + PUBLIC_KEY_BYTES
        || !spki.slice(0, SPKI_PREFIX.length).equals(Bytes.copyOf(SPKI_PREFIX))) {
      throw new IllegalArgumentException("want an Ed25519 public key");
    }
    return spki.slice(SPKI_PREFIX.length, spki.length());
  }

  /// DER SubjectPublicKeyInfo around the 32 bytes.
  static Bytes spkiOf(Bytes raw) {
    return Bytes.copyOf(SPKI_PREFIX).concat(raw);
  }

  private static PublicKey platformKey(Bytes raw) {
    try {
      return KeyFactory.getInstance("Ed25519")
          .generatePublic(new X509EncodedKeySpec(spkiOf(raw).toArray()));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("public key is no point of Ed25519", e);
    }
  }

  @Override
  public String toString() {
    return vkey();
  }
}
