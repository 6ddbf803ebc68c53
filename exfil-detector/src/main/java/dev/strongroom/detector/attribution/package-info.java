/// Who sent it. [dev.strongroom.detector.attribution.Holdings] remembers which address held which
/// model from when to when, [dev.strongroom.detector.attribution.Attributor] says what a flow
/// record means for whom: counted against models, served by a gateway, unattributed, or no egress
/// at all.
@NullMarked
package dev.strongroom.detector.attribution;

import org.jspecify.annotations.NullMarked;
