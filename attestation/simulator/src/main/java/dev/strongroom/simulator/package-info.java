/// Stand-ins for what a test machine lacks: vendor key hierarchies that sign bit-exact reports, and
/// the certificates that a site would issue. Never on a production class path.
@NullMarked
package dev.strongroom.simulator;

import org.jspecify.annotations.NullMarked;
