/// What verification needs beforehand and the sender did not bring: certificates of issuers, read
/// from a directory. Nothing is fetched, and nothing here is trusted: a chain completed from a
/// [Bundle] is verified like any other, up to a pinned root.
///
/// ```java
/// var bundle = Bundle.load(Path.of("collateral"));
/// var evidence = bundle.complete(new Evidence(scheme, report, vcekPem));
/// var verdict = EvidenceInspection.inspect(evidence, anchors, now).verdict();
/// ```
@NullMarked
package dev.strongroom.collateral;

import org.jspecify.annotations.NullMarked;
