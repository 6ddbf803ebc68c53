/// Collateral kept on disk between runs, renewed before it ends.
///
/// [dev.strongroom.collateral.cache.CollateralCache] is a directory that several processes may
/// share; [dev.strongroom.collateral.cache.RefreshPlan] says what is due;
/// [dev.strongroom.collateral.cache.Keeper] fetches that and keeps it.
///
/// ```java
/// var keeper = new Keeper(CollateralCache.open(directory, maxBytes), fetcher, rules, clock);
/// var outcome = keeper.refresh(wanted);
/// var bundle = Bundle.of(outcome.held());
/// ```
@NullMarked
package dev.strongroom.collateral.cache;

import org.jspecify.annotations.NullMarked;
