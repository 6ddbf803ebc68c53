/// Tests.
@NullMarked
package dev.strongroom.broker.lease;

import org.jspecify.annotations.NullMarked;
