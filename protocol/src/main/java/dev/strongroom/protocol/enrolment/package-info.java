/// How a model becomes known to a broker: its signed manifest, its release policy, its egress
/// budget and its key, wrapped to the broker.
@NullMarked
package dev.strongroom.protocol.enrolment;

import org.jspecify.annotations.NullMarked;
