/// Tests.
@NullMarked
package dev.strongroom.broker;

import org.jspecify.annotations.NullMarked;
