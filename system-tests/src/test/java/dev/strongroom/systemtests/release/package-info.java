/// Releases that are interrupted: real processes, killed.
@NullMarked
package dev.strongroom.systemtests.release;

import org.jspecify.annotations.NullMarked;
