/// Bytes against budgets, over 30 days in buckets of an hour.
///
/// [dev.strongroom.detector.budget.EgressBudget] is for bytes seen in flow records: `(state,
/// record, watermark) → (state, crossing)`. [dev.strongroom.detector.budget.ServedLedger] is for
/// bytes and tokens that gateways report themselves. Sums are exact; the window is longer than 30
/// days by less than an hour.
@NullMarked
package dev.strongroom.detector.budget;

import org.jspecify.annotations.NullMarked;
