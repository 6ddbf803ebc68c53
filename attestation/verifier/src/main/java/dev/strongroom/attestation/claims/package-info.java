/// What authentic Evidence says, under names that policies can speak of: one tree for every scheme.
/// `docs/attestation/policy.md` lists the names; a test holds the list to [ClaimSchema].
///
/// ```java
/// ClaimsTree claims = EvidenceClaims.ofSnp(verified).withDevices(devices);
/// claims.text("cpu.snp.measurement");     // empty if the Evidence does not show it
/// ```
///
/// Claims are made of verified Evidence only. Those read from JSON are for tests of policies.
@NullMarked
package dev.strongroom.attestation.claims;

import org.jspecify.annotations.NullMarked;
