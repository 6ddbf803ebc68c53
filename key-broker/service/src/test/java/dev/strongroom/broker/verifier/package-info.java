/// Tests of the role `verifier` without an edge.
@NullMarked
package dev.strongroom.broker.verifier;

import org.jspecify.annotations.NullMarked;
