/// Tests.
@NullMarked
package dev.strongroom.broker.containment;

import org.jspecify.annotations.NullMarked;
