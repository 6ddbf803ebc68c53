/// What verification needs beforehand and the sender did not bring: certificates of issuers,
/// revocation lists, Intel's documents. A [Bundle] is read from a directory, an archive or a cache
/// and passed to the verifier. Verification fetches nothing, and nothing here is trusted: a chain
/// completed from a [Bundle] is verified like any other, up to a pinned root.
///
/// ```java
/// var bundle = Bundle.openSigned(Path.of("site.zip"), List.of(ownerKey), now);
/// var evidence = bundle.complete(new Evidence(scheme, report, vcekPem));
/// var verdict = EvidenceInspection.inspect(evidence, anchors, now).verdict();
/// ```
///
/// Beneath: [dev.strongroom.collateral.item] says what there is, [dev.strongroom.collateral.fetch]
/// gets it, [dev.strongroom.collateral.cache] keeps it, [dev.strongroom.collateral.bundle] carries
/// it.
@NullMarked
package dev.strongroom.collateral;

import org.jspecify.annotations.NullMarked;
