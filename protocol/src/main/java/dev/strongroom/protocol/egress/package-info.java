/// What a gateway served, told to the detector, signed.
@NullMarked
package dev.strongroom.protocol.egress;

import org.jspecify.annotations.NullMarked;
