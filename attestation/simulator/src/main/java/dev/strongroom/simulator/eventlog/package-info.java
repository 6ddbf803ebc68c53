/// Measured-boot event logs that replay to given registers.
@NullMarked
package dev.strongroom.simulator.eventlog;

import org.jspecify.annotations.NullMarked;
