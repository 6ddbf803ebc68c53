/// What the broker tells operators and detectors of its device ledger: which platform and boot of
/// it each accelerator belongs to, and who else showed it.
///
/// ```java
/// var first = client.devices("", 1000).devices();
/// var next = client.devices(first.getLast().id(), 1000).devices();
/// var contested = client.refusedMoves().moves();
/// ```
@NullMarked
package dev.strongroom.protocol.ledger;

import org.jspecify.annotations.NullMarked;
