/// Flow records for a demonstration: an hour of a small site's traffic and a transfer that should
/// not be. [dev.strongroom.quickstart.flows.FlowReplayer] sends them as genuine IPFIX over UDP.
///
/// ```java
/// var scenario = Scenario.of(1, leaseBegin, now, "10.0.0.5", "203.0.113.9", budgetBytes);
/// try (var replayer = FlowReplayer.open(collectorAddress, scenario)) {
///   Sent ordinary = replayer.ordinary();
///   Sent transfer = replayer.transfer();
/// }
/// ```
@NullMarked
package dev.strongroom.quickstart.flows;

import org.jspecify.annotations.NullMarked;
