/// What the gateway's tests talk to: a broker, nodes and a detector made by hand, and raw clients.
@NullMarked
package dev.strongroom.gateway.testing;

import org.jspecify.annotations.NullMarked;
