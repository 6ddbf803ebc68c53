/// Orders that stop a model from spreading, and the state that holders and gateways act on.
@NullMarked
package dev.strongroom.protocol.containment;

import org.jspecify.annotations.NullMarked;
