/// How a key leaves (docs/architecture.md, section 5).
///
/// ```
/// Challenges.hello      ticket trusted, ours, enrolled, not frozen → nonce stored, signed challenge
/// Releases.release      keys are the nonce's, init-data names the ticket → T → appraise → decide
///                       one transaction: nonce admits this T, policy as challenged, not frozen,
///                       device ledger, lease, audit entry
///                       a durable checkpoint covers the entry; only then wrap and answer
/// ```
///
/// [ReleaseStep] names the points at which a crash may strike.
@NullMarked
package dev.strongroom.broker.release;

import org.jspecify.annotations.NullMarked;
