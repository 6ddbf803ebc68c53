package dev.strongroom.protocol.appraisal;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.PublicKey;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// The keys under which a verifier signs results, as a JWK Set (RFC 7517, 5). Whoever fetches them
/// trusts the TLS certificate of the place; to trust less, pin a `kid` that came another way.
public record ResultKeys(List<Key> keys) {
  /// One ES384 key (RFC 7518, 6.2).
  ///
  /// @param kty `EC`
  /// @param crv `P-384`
  /// @param use `sig`
  /// @param alg `ES384`
  /// @param kid [PublicKey#keyId]
  /// @param x 48 bytes, base64url without padding
  /// @param y 48 bytes, base64url without padding
  public record Key(
      String kty, String crv, String use, String alg, String kid, String x, String y) {
    private static final int COORDINATE_BYTES = 48;

    /// SubjectPublicKeyInfo (RFC 5480, 2.1) of a P-384 key up to the coordinates.
    private static final String SPKI = "3076301006072a8648ce3d020106052b8104002203620004";

    /// The JWK of `key`.
    // spec: RFC 7518 6.2.1.2: a coordinate has the full length of the curve, leading zeros too
    static Key of(PublicKey key) {
      var spki = key.spki();
      int y = spki.length() - COORDINATE_BYTES;
      return new Key(
          "EC",
          "P-384",
          "sig",
          "ES384",
          key.keyId(),
          text(spki.slice(y - COORDINATE_BYTES, y)),
          text(spki.slice(y, spki.length())));
    }

    private static String text(Bytes coordinate) {
      return Base64.getUrlEncoder().withoutPadding().encodeToString(coordinate.toArray());
    }

    private PublicKey publicKey() throws MalformedException {
      var key =
          PublicKey.ofSpki(
              Bytes.ofHex("SPKI", SPKI).concat(coordinate("x", x)).concat(coordinate("y", y)));
      if (!of(key).equals(this)) {
        throw new MalformedException("key", -1, "is no ES384 key with its own digest as kid");
      }
      return key;
    }

    private static Bytes coordinate(String field, String text) throws MalformedException {
      try {
        return Bytes.copyOf(Base64.getUrlDecoder().decode(text));
      } catch (IllegalArgumentException e) {
        throw new MalformedException(field, -1, "is not base64url", e);
      }
    }
  }

  public ResultKeys {
    keys = List.copyOf(keys);
  }

  /// The set of one key.
  public static ResultKeys of(PublicKey key) {
    return new ResultKeys(List.of(Key.of(key)));
  }

  /// The key with this id; empty if it is not here.
  ///
  /// @throws MalformedException if it is no such key
  public Optional<PublicKey> find(String keyId) throws MalformedException {
    for (var key : keys) {
      if (key.kid().equals(keyId)) {
        return Optional.of(key.publicKey());
      }
    }
    return Optional.empty();
  }
}
