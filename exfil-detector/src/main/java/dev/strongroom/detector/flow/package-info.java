/// Flow records, whatever the format they came in. A format is a package of its own below this one;
/// it hands out [dev.strongroom.detector.flow.FlowRecord] with sampling already applied.
@NullMarked
package dev.strongroom.detector.flow;

import org.jspecify.annotations.NullMarked;
