/// The role `verifier`: appraises Evidence for Relying Parties and signs the Attestation Result
/// (RFC 9334, section 5). It parses hostile bytes and holds nothing that is worth stealing from
/// them: no root, no model key, no database; the one key here signs results.
///
/// ```java
/// var policies = AppraisalPolicies.of(filesByName, Profile.PRODUCTION);
/// var appraisals = new Appraisals(anchors, policies, collateral, references, signer, turns, clock);
/// var answer = appraisals.appraise(request);
/// ```
///
/// Collateral and turns are those of releases too.
@NullMarked
package dev.strongroom.broker.verifier;

import org.jspecify.annotations.NullMarked;
