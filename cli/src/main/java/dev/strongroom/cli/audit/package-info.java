/// Verify and read the broker's log.
@NullMarked
package dev.strongroom.cli.audit;

import org.jspecify.annotations.NullMarked;
