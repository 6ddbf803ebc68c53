/// Which roots are trusted, whether a chain leads to one, and whether a signature holds. The only
/// maker of [Verified], and the only place that does public-key cryptography.
///
/// ```java
/// switch (SnpVerifier.verify(report, chain, TrustAnchors.production(), now)) {
///   case Verified<SnpReport> verified -> verified.evidence().measurement();
///   case Rejected<SnpReport>(var findings) -> findings.forEach(f -> log(f.describe()));
/// }
/// ```
///
/// Vendors' chains lead to pinned roots ([TrustAnchors], [ChainVerifier]). A service that publishes
/// its signing keys without their root is trusted by the key of the issuer ([IssuerPins],
/// [IssuedKeyVerifier]); a key that is proved so is of a type of its own, and vouches for no
/// hardware.
@NullMarked
package dev.strongroom.attestation.trust;

import org.jspecify.annotations.NullMarked;
