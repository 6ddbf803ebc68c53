/// Counts what leaves, for each tenant and model, and hands it over as numbered reports.
///
/// ```java
/// ledger.add("acme", "weightworks", "atlas", bytes, promptTokens, completionTokens);
/// Optional<EgressReport> report = ledger.drain(now);
/// ```
@NullMarked
package dev.strongroom.tenancy.egress;

import org.jspecify.annotations.NullMarked;
