/// Tests.
@NullMarked
package dev.strongroom.broker.policy;

import org.jspecify.annotations.NullMarked;
