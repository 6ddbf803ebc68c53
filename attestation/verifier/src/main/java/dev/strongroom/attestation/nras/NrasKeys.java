package dev.strongroom.attestation.nras;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.evidence.Spki;
import dev.strongroom.attestation.trust.IssuedKey;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.json.StrictJson;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The service's JWK Set (RFC 7517), about 36 keys of 48 hours each. Parsed; nothing is trusted for
/// being here.
///
/// | Member | Meaning |
/// |---|---|
/// | kty, crv | EC, P-384; keys of other kinds, and for other uses, are passed over |
/// | kid | at most 512 characters |
/// | x, y | 48 bytes each |
/// | x5c | certificate of the key, then its issuer's; what follows is not looked at |
///
/// @param keys in the order of the set
public record NrasKeys(List<Key> keys) {
  /// Several times the genuine set.
  public static final int MAX_BYTES = 512 * 1024;

  private static final int MAX_KEYS = 128;
  private static final int COORDINATE_BYTES = 48;

  /// One key.
  ///
  /// @param id `kid`
  /// @param spki SubjectPublicKeyInfo of x and y
  /// @param issued what x5c says of a key
  public record Key(String id, Bytes spki, IssuedKey issued) {}

  public NrasKeys {
    keys = List.copyOf(keys);
  }

  /// Reads a JWK Set.
  ///
  /// @throws MalformedException if it is anything else, or a P-384 key in it has another form
  public static NrasKeys parse(Bytes jwks) throws MalformedException {
    if (jwks.length() > MAX_BYTES) {
      throw new MalformedException("JWK Set", 0, "got " + jwks.length() + " bytes");
    }
    var list = Members.of("JWK Set", StrictJson.read(jwks, JsonNode.class)).member("keys");
    if (!list.isArray() || list.size() > MAX_KEYS) {
      throw new MalformedException("JWK Set.keys", -1, "is not a list of at most 128 keys");
    }
    var keys = new ArrayList<Key>();
    // One issuer stands beside every key.
    var certificates = new HashMap<String, Certificate>();
    for (var element : list) {
      var jwk = Members.of("keys[" + keys.size() + "]", element);
      if (isForTokens(jwk)) {
        keys.add(key(jwk, certificates));
      }
    }
    return new NrasKeys(keys);
  }

  // spec: RFC 7517 5: keys of a kind that is not understood are passed over
  private static boolean isForTokens(Members jwk) throws MalformedException {
    return jwk.text("kty").equals("EC")
        && jwk.textOrNone("crv").equals("P-384")
        && (!jwk.has("use") || jwk.text("use").equals("sig"))
        && (!jwk.has("alg") || jwk.text("alg").equals(SignedToken.ES384));
  }

  private static Key key(Members jwk, Map<String, Certificate> certificates)
      throws MalformedException {
    // spec: RFC 7518 6.2.1.2, 6.2.1.3: coordinates in full length
    var point = coordinate(jwk, "x").concat(coordinate(jwk, "y"));
    // spec: RFC 7517 4.7 x5c form: Base64, not base64url; the key's own certificate first
    var chain = jwk.member("x5c");
    if (!chain.isArray() || chain.size() < 2 || chain.size() > CertificateChain.MAX_CERTIFICATES) {
      throw jwk.malformed("x5c", "is not a list of 2 to 8 certificates");
    }
    return new Key(
        jwk.text("kid"),
        Spki.p384(point),
        new IssuedKey(
            certificate(jwk.path() + ".x5c[0]", chain.path(0), certificates),
            certificate(jwk.path() + ".x5c[1]", chain.path(1), certificates)));
  }

  private static Bytes coordinate(Members jwk, String name) throws MalformedException {
    var value = Base64Url.decode(jwk.path() + "." + name, jwk.text(name));
    if (value.length() != COORDINATE_BYTES) {
      throw jwk.malformed(name, "got " + value.length() + " bytes, want 48");
    }
    return value;
  }

  private static Certificate certificate(
      String field, JsonNode encoded, Map<String, Certificate> known) throws MalformedException {
    if (!encoded.isTextual()) {
      throw new MalformedException(field, -1, "is not text");
    }
    var base64 = encoded.textValue();
    var found = known.get(base64);
    if (found == null) {
      found = Certificate.ofDer(field, Bytes.ofBase64(field, base64));
      known.put(base64, found);
    }
    return found;
  }

  /// The keys of this id.
  List<Key> named(String id) {
    return keys.stream().filter(key -> key.id().equals(id)).toList();
  }
}
