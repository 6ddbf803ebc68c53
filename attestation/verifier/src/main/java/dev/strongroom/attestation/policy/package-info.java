/// Appraisal by a policy that its owner writes: a [PolicyDocument] of pins, lists and expressions
/// over documented claims ([dev.strongroom.attestation.claims]).
///
/// ```java
/// var policy = Policy.compile(PolicyDocument.parse(json));        // a misspelt claim throws here
/// var objections = policy.objections(Profile.PRODUCTION);         // not empty: do not apply it
/// var result = Policy.appraise(Optional.of(policy), node, claims, findings, manifests, profile, now);
/// var draft = PolicyDraft.from(claims, "genoa-fleet", notAfter);   // policy new --from-evidence
/// var outcomes = PolicyTests.run(policy, filesByName);             // policy test DIR
/// ```
///
/// An expression is CEL of type `bool` and must be true. What cannot be evaluated is broken: a
/// claim that the Evidence does not show, a missing reference value, too many iterations. Ask
/// `has(…)` where a claim may be absent. Beside the claims there are `reference`, lists of signed
/// reference values by `MANIFEST/VALUE`, and `floor`, numbers by the same names:
///
/// ```
/// !cpu.snp.policy.debug
/// cpu.snp.reported_tcb.microcode >= floor['amd/genoa.microcode']
/// cpu.tdx.tcb.status == 'UpToDate' || cpu.tdx.tcb.advisory_ids.all(id, id in ['INTEL-SA-00960'])
/// devices.all(d, d.driver_version in reference['nvidia/drivers'])
/// ```
///
/// The macros are `has`, `all` and `exists`. Limits: 64 rules of 2048 characters, 512 nodes, 24
/// levels, 1024 iterations each.
///
/// CEL is known to this package alone. It brings Guava, Protocol Buffers, ANTLR, RE2/J,
/// ThreeTen-Extra and SnakeYAML; of those only what evaluation needs is ever loaded.
@NullMarked
package dev.strongroom.attestation.policy;

import org.jspecify.annotations.NullMarked;
