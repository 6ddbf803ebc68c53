/// Structures by offset: [dev.strongroom.simulator.layout.Area] is what the settable fields of each
/// report are written to.
@NullMarked
package dev.strongroom.simulator.layout;

import org.jspecify.annotations.NullMarked;
