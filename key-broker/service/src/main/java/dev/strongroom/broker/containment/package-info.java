/// Orders that stop a model from spreading: freeze releases, end leases, and the way back.
///
/// | Order | Detector | Operator |
/// |---|---|---|
/// | freeze | yes | yes |
/// | end leases | from authenticated flows, or confirmed by a person | yes |
/// | unfreeze | no | yes |
@NullMarked
package dev.strongroom.broker.containment;

import org.jspecify.annotations.NullMarked;
