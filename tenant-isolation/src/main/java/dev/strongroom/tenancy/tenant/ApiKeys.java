package dev.strongroom.tenancy.tenant;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Makes API keys and the keyed digests by which they are stored: whoever reads the tenants'
/// document cannot call, and without the pepper cannot even test a guess.
public final class ApiKeys {
  /// Length of a digest.
  public static final int MAC_BYTES = 32;

  /// Shortest pepper that is accepted: as strong as the digest.
  public static final int MIN_PEPPER_BYTES = 32;

  private static final String ALGORITHM = "HmacSHA256";
  private static final int KEY_BYTES = 32;

  private ApiKeys() {}

  /// A fresh key: `sr-` and 43 characters, 256 bits. Show it once, store only its [#mac].
  public static String generate(SecureRandom random) {
    var secret = new byte[KEY_BYTES];
    random.nextBytes(secret);
    return "sr-" + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
  }

  /// HMAC-SHA-256 (RFC 2104) of `apiKey` in UTF-8 under `pepper`, 32 bytes.
  public static Bytes mac(SecretBytes pepper, String apiKey) {
    return pepper.expose(
        key -> {
          try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return Bytes.copyOf(mac.doFinal(apiKey.getBytes(StandardCharsets.UTF_8)));
          } catch (GeneralSecurityException e) {
            throw new IllegalStateException(ALGORITHM + " is required of every platform", e);
          }
        });
  }
}
