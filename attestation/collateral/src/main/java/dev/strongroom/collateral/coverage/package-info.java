/// Before a new driver is rolled out: is everything at hand that its devices will be compared with?
/// Reports that devices make today name their chips and firmware; collateral is looked at as
/// verification would look at it.
///
/// ```java
/// var coverage = Coverage.of(devices, DriverLine.parse("580.95.05"), bundle.nvidia(), anchors, now);
/// coverage.isComplete();
/// coverage.manifests();  // one group of devices each: which manifests, in which state, until when
/// ```
@NullMarked
package dev.strongroom.collateral.coverage;

import org.jspecify.annotations.NullMarked;
