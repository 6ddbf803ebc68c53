/// Attestation Results for others: EAR (draft-ietf-rats-ear) with AR4SI's trustworthiness vector
/// (draft-ietf-rats-ar4si), as a value and as a signed JWT.
///
/// ```java
/// var ear = EarResult.of(result, true, "https://broker.example", "genoa-fleet/3", transcript, profile, life);
/// String token = EarToken.sign(ear, key);
/// EarResult read = EarToken.verify(token, "https://broker.example", publicKey, transcript, now);
/// ```
///
/// JOSE is known to this package alone.
@NullMarked
package dev.strongroom.attestation.token;

import org.jspecify.annotations.NullMarked;
