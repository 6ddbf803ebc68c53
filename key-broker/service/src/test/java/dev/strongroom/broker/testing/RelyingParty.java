package dev.strongroom.broker.testing;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.strongroom.wire.Bytes;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Set;

/// A Relying Party that has Nimbus and the drafts, and nothing of ours.
///
/// @param keys JWK Set, as the verifier serves it
/// @param issuer that it expects
public record RelyingParty(String keys, String issuer) {
  /// The claims of `token`, if it is one of `issuer` for `nonce`, and valid at `now`.
  ///
  /// @throws Exception if it is not
  public JWTClaimsSet accept(String token, Bytes nonce, Instant now) throws Exception {
    var processor = new DefaultJWTProcessor<SecurityContext>();
    processor.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(new JOSEObjectType("eat-result+jwt")));
    processor.setJWSKeySelector(
        new JWSVerificationKeySelector<>(
            JWSAlgorithm.ES384, new ImmutableJWKSet<>(JWKSet.parse(keys))));
    var expected =
        new JWTClaimsSet.Builder()
            .issuer(issuer)
            .claim("eat_profile", "tag:github.com,2023:veraison/ear")
            .claim(
                "eat_nonce",
                Base64.getUrlEncoder().withoutPadding().encodeToString(nonce.toArray()))
            .build();
    processor.setJWTClaimsSetVerifier(
        new DefaultJWTClaimsVerifier<>(expected, Set.of("iat", "exp", "submods")) {
          @Override
          protected Date currentTime() {
            return Date.from(now);
          }
        });
    return processor.process(token, null);
  }
}
