package dev.strongroom.sealedrequests;

import dev.strongroom.wire.BinaryReader;
import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.ArrayList;
import java.util.List;

/// A node's public request key as clients learn it (RFC 9458, section 3.1). Only DHKEM(X25519,
/// HKDF-SHA256) keys are known.
///
/// | Bytes | Field                | Meaning                                    |
/// |------:|----------------------|--------------------------------------------|
/// |     1 | Key Identifier       | chosen by the node                         |
/// |     2 | HPKE KEM ID          | 0x0020                                     |
/// |    32 | HPKE Public Key      | Npk of the KEM                             |
/// |     2 | Symmetric Algorithms | length of what follows, a multiple of 4    |
/// |   2+2 | KDF ID, AEAD ID      | at least one pair, in order of preference  |
///
/// @param keyId 0 to 255
/// @param publicKey 32 bytes (RFC 7748)
/// @param algorithms at least one; ones that we do not speak are kept
public record KeyConfig(int keyId, Bytes publicKey, List<Algorithms> algorithms) {
  /// Media type of [#encodeList].
  public static final String MEDIA_TYPE = "application/ohttp-keys";

  static final int PUBLIC_KEY_BYTES = 32;

  /// SubjectPublicKeyInfo of X25519 up to the key itself (RFC 8410, section 4): SEQUENCE, OID
  /// 1.3.101.110, BIT STRING.
  private static final Bytes SPKI_PREFIX = spkiPrefix();

  /// A node needs two during rotation; room for growth, none for bombs.
  private static final int MAX_CONFIGS = 16;

  private static final int MAX_ALGORITHMS = 64;

  /// A pair of symmetric algorithms (IANA registry *Hybrid Public Key Encryption*).
  ///
  /// @param kdfId key derivation
  /// @param aeadId encryption
  public record Algorithms(int kdfId, int aeadId) {}

  public KeyConfig {
    algorithms = List.copyOf(algorithms);
    if (keyId < 0 || keyId > 255) {
      throw new IllegalArgumentException("keyId: got " + keyId + ", want 0 to 255");
    }
    if (publicKey.length() != PUBLIC_KEY_BYTES) {
      throw new IllegalArgumentException("publicKey: want " + PUBLIC_KEY_BYTES + " bytes");
    }
    if (algorithms.isEmpty() || algorithms.size() > MAX_ALGORITHMS) {
      throw new IllegalArgumentException("algorithms: want 1 to " + MAX_ALGORITHMS);
    }
  }

  /// The configuration of the key in `spki`, a SubjectPublicKeyInfo (RFC 8410) as Evidence binds
  /// it, offering every [Suite].
  ///
  /// @throws MalformedException if it is no X25519 key
  public static KeyConfig ofSpki(int keyId, Bytes spki) throws MalformedException {
    var in = new BinaryReader(spki);
    in.expect("SubjectPublicKeyInfo", SPKI_PREFIX);
    var key = in.bytes("subjectPublicKey", PUBLIC_KEY_BYTES);
    in.end();
    return ofKey(keyId, key);
  }

  static KeyConfig ofKey(int keyId, Bytes publicKey) {
    return new KeyConfig(
        keyId, publicKey, List.of(Suite.AES_256_GCM.algorithms(), Suite.AES_128_GCM.algorithms()));
  }

  /// SubjectPublicKeyInfo of the key, 44 bytes.
  public Bytes spki() {
    return SPKI_PREFIX.concat(publicKey);
  }

  /// Reads one configuration.
  ///
  /// @throws MalformedException if it is not exactly one, or another KEM's
  public static KeyConfig parse(Bytes encoded) throws MalformedException {
    var in = new BinaryReader(encoded);
    int keyId = in.u8("Key Identifier");
    int at = in.position();
    int kem = in.u16be("HPKE KEM ID");
    if (kem != Suite.KEM_ID) {
      throw new MalformedException(
          "HPKE KEM ID", at, "got " + kem + ", want " + Suite.KEM_ID + " (X25519)");
    }
    var key = in.bytes("HPKE Public Key", PUBLIC_KEY_BYTES);
    at = in.position();
    int length = in.u16be("Symmetric Algorithms Length");
    // spec: RFC 9458 3.1: "the length ... MUST be a multiple of 4" and at least 4
    if (length == 0 || length % 4 != 0 || length > 4 * MAX_ALGORITHMS) {
      throw new MalformedException(
          "Symmetric Algorithms Length", at, "got " + length + ", want a multiple of 4, 4 to 256");
    }
    var algorithms = new ArrayList<Algorithms>();
    for (int i = 0; i < length / 4; i++) {
      algorithms.add(new Algorithms(in.u16be("HPKE KDF ID"), in.u16be("HPKE AEAD ID")));
    }
    in.end();
    return new KeyConfig(keyId, key, algorithms);
  }

  /// The encoding that [#parse] reads.
  public Bytes encode() {
    var out = new BinaryWriter().u8(keyId).u16be(Suite.KEM_ID).raw(publicKey);
    out.u16be(4 * algorithms.size());
    for (var pair : algorithms) {
      out.u16be(pair.kdfId()).u16be(pair.aeadId());
    }
    return out.toBytes();
  }

  /// Reads `application/ohttp-keys`: each configuration behind a two-byte length (RFC 9458, section
  /// 3.2). Configurations of other KEMs are passed over.
  ///
  /// @throws MalformedException if any is malformed; the whole list is then worthless
  public static List<KeyConfig> parseList(Bytes encoded) throws MalformedException {
    var in = new BinaryReader(encoded);
    var configs = new ArrayList<KeyConfig>();
    for (int i = 0; in.remaining() > 0; i++) {
      if (i == MAX_CONFIGS) {
        throw new MalformedException("key configs", in.position(), "more than " + MAX_CONFIGS);
      }
      int length = in.u16be("key config length");
      var config = in.bytes("key config", length);
      if (length < 3) {
        throw new MalformedException("key config", in.position(), "is too short to name its KEM");
      }
      if ((config.at(1) << 8 | config.at(2)) == Suite.KEM_ID) {
        configs.add(parse(config));
      }
    }
    return List.copyOf(configs);
  }

  /// The encoding that [#parseList] reads.
  public static Bytes encodeList(List<KeyConfig> configs) {
    var out = new BinaryWriter();
    for (var config : configs) {
      var encoded = config.encode();
      out.u16be(encoded.length()).raw(encoded);
    }
    return out.toBytes();
  }

  private static Bytes spkiPrefix() {
    try {
      return Bytes.ofHex("SPKI", "302a300506032b656e032100");
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }
}
