/// Counts what leaves, for each tenant and model, and hands it over as numbered reports.
///
/// ```java
/// ledger.add("acme", "weightworks", "atlas", bytes, promptTokens, completionTokens);
/// List<EgressReport> reports = ledger.drain(now);
/// ```
@NullMarked
package dev.strongroom.tenancy.egress;

import org.jspecify.annotations.NullMarked;
