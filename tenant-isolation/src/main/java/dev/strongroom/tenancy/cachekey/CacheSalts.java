package dev.strongroom.tenancy.cachekey;

import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.SecretBytes;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Derives the `cache_salt` under which an engine may reuse a prompt's prefix (vLLM, automatic
/// prefix caching). Two tenants never share one, so neither can feel from an answer's speed what
/// the other asked; one tenant keeps its own across API keys, nodes and restarts.
///
/// `salt = base64url(HMAC-SHA-256(secret, field(domain) ‖ field(tenant) ‖ field(model)))`,
/// unpadded, where `field` is a four-byte big-endian length and UTF-8: no pair of names spells
/// another pair. Keyed, because tenant ids are no secret and a guessed salt opens the neighbour's
/// cache. Thread-safe while the secret is open.
public final class CacheSalts {
  /// Separates these digests from every other use of the secret.
  static final String DOMAIN = "strongroom cache salt v1";

  /// Shortest secret that is accepted: as strong as the digest.
  public static final int MIN_SECRET_BYTES = 32;

  private static final String ALGORITHM = "HmacSHA256";

  private final SecretBytes secret;

  /// @param secret at least [#MIN_SECRET_BYTES] bytes; it stays open as long as this is used
  /// @throws IllegalArgumentException if it is shorter
  public CacheSalts(SecretBytes secret) {
    if (secret.length() < MIN_SECRET_BYTES) {
      throw new IllegalArgumentException(
          "salt secret: got " + secret.length() + " bytes, want at least " + MIN_SECRET_BYTES);
    }
    this.secret = secret;
  }

  /// The salt of one tenant and model: 43 characters of `[A-Za-z0-9_-]`.
  ///
  /// @param model `owner/name`
  public String saltFor(String tenant, String model) {
    var message = new BinaryWriter().field(DOMAIN).field(tenant).field(model).toBytes().toArray();
    return secret.expose(
        key -> {
          try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal(message));
          } catch (GeneralSecurityException e) {
            throw new IllegalStateException(ALGORITHM + " is required of every platform", e);
          }
        });
  }
}
