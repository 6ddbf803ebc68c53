package dev.strongroom.attestation.nras;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.attestation.trust.EcdsaCurve;
import dev.strongroom.attestation.trust.EcdsaSignature;
import dev.strongroom.attestation.trust.SignedReport;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.Printable;
import dev.strongroom.wire.json.StrictJson;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Set;

/// A JWT (RFC 7519) in compact form, as far as overall token and submodules are alike.
///
/// | Part | Meaning |
/// |---|---|
/// | header `alg` | ES384; others are read, so that a verdict can say what they are |
/// | header `kid` | names a key of the JWK Set |
/// | header `typ` | not looked at; no other header parameter is accepted |
/// | claims `iss`, `iat`, `exp` | who signed it, and when it holds |
/// | claim `nbf` | `iat` where it is absent |
///
/// @param name `overall`, or the submodule's
/// @param algorithm `alg`
/// @param keyId `kid`, empty where there is none
/// @param digest SHA-256 of the ASCII characters of the whole, 32 bytes
/// @param signedBytes the ASCII characters of header and payload
/// @param signature r and s; zero, so that it never verifies, under another algorithm
public record SignedToken(
    String name,
    String algorithm,
    String keyId,
    String issuer,
    Instant notBefore,
    Instant issuedAt,
    Instant expiresAt,
    Bytes digest,
    Bytes signedBytes,
    EcdsaSignature signature)
    implements SignedReport {
  /// The one algorithm that counts.
  static final String ES384 = "ES384";

  /// Claims about all 64 measurements of a device, each of them a mismatch, stay below.
  private static final int MAX_CHARACTERS = 128 * 1024;

  private static final Set<String> HEADER = Set.of("alg", "kid", "typ");
  private static final int PARTS = 3;
  private static final int VALUE_BYTES = 48;

  /// A token and its claims, of which the registered ones are read.
  record Parsed(SignedToken token, Members claims) {}

  /// Reads a token.
  ///
  /// @throws MalformedException if it is not exactly one JWS of JSON claims
  static Parsed parse(String name, JsonNode compact) throws MalformedException {
    if (!compact.isTextual() || compact.textValue().length() > MAX_CHARACTERS) {
      throw new MalformedException(name, -1, "is not a token of at most 131072 characters");
    }
    var text = compact.textValue();
    var parts = text.split("\\.", -1);
    // spec: RFC 7515 7.1: header, payload and signature, and two dots
    if (parts.length != PARTS) {
      throw new MalformedException(name, -1, "has not three parts with a dot between them");
    }
    var header = header(name, parts[0]);
    var claims = object(name, parts[1]);
    var algorithm = header.text("alg");
    var issuedAt = claims.seconds("iat");
    var token =
        new SignedToken(
            name,
            algorithm,
            header.textOrNone("kid"),
            claims.text("iss"),
            claims.has("nbf") ? claims.seconds("nbf") : issuedAt,
            issuedAt,
            claims.seconds("exp"),
            Bytes.utf8(text).sha256(),
            Bytes.utf8(parts[0] + "." + parts[1]),
            signature(name, algorithm, Base64Url.decode(name + " signature", parts[2])));
    return new Parsed(token, claims);
  }

  // spec: RFC 8725 3.10: keys named by a header (jwk, jku, x5c, x5u) are not the service's
  // spec: RFC 7515 4.1.11: what crit names must be understood, and nothing of it is
  private static Members header(String name, String encoded) throws MalformedException {
    var header = object(name + " header", encoded);
    for (var parameter : header.names()) {
      if (!HEADER.contains(parameter)) {
        throw new MalformedException(
            name + " header." + Printable.name(parameter), -1, "is not accepted");
      }
    }
    return header;
  }

  private static Members object(String field, String encoded) throws MalformedException {
    var json = StrictJson.read(Base64Url.decode(field, encoded), JsonNode.class);
    return Members.of(field, json);
  }

  private static EcdsaSignature signature(String name, String algorithm, Bytes value)
      throws MalformedException {
    if (!algorithm.equals(ES384)) {
      return new EcdsaSignature(EcdsaCurve.P384, BigInteger.ZERO, BigInteger.ZERO);
    }
    // spec: RFC 7518 3.4: r and s of 48 octets each, big-endian
    if (value.length() != 2 * VALUE_BYTES) {
      throw new MalformedException(
          name + " signature", -1, "got " + value.length() + " bytes, want 96");
    }
    return EcdsaSignature.ofBigEndian(
        EcdsaCurve.P384, value.slice(0, VALUE_BYTES), value.slice(VALUE_BYTES, value.length()));
  }

  @Override
  public String title() {
    return "token";
  }
}
