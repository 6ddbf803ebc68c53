/// Look at Evidence and verify it.
@NullMarked
package dev.strongroom.cli.evidence;

import org.jspecify.annotations.NullMarked;
