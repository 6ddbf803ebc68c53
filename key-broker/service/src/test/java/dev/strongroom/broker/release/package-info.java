/// Tests.
@NullMarked
package dev.strongroom.broker.release;

import org.jspecify.annotations.NullMarked;
