/// Tests.
@NullMarked
package dev.strongroom.broker.edge;

import org.jspecify.annotations.NullMarked;
