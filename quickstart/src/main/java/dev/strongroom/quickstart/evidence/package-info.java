/// Evidence from simulated hardware, for an agent that runs on a machine without any.
@NullMarked
package dev.strongroom.quickstart.evidence;

import org.jspecify.annotations.NullMarked;
