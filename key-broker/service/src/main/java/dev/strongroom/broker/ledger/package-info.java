/// The device ledger: a device belongs to the platform and the boot of it that showed it last. A
/// newer boot of the same platform fences the older; another platform waits until every lease on
/// the device has ended. Hardware does not bind a GPU to a machine, so this only raises the price.
///
/// | Last shown by | Shown now by | Verdict | Logged |
/// |---|---|---|---|
/// | nobody, or the same boot | | admitted | with the release |
/// | an older boot of the platform | a newer one | admitted, the older fenced and its leases ended | each end |
/// | another platform, no live lease | | admitted | `device-moved` |
/// | another platform, a live lease | | `ledger.device-held` | `device-move-refused` |
/// | anybody | a fenced boot | `ledger.boot-fenced` | with the refusal |
/// | anybody | a platform or boot that is not stated | `ledger.platform-unknown` | with the refusal |
///
/// ```java
/// var moves = ledger.take(sql, devices, new LedgerRules.Holder(platformId, bootInstance));
/// ```
@NullMarked
package dev.strongroom.broker.ledger;

import org.jspecify.annotations.NullMarked;
