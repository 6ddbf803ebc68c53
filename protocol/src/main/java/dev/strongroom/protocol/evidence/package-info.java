/// Evidence as it travels: scheme, report and certificate chain, byte for byte as the device gave
/// them. Nothing here is parsed; the verifier does that.
@NullMarked
package dev.strongroom.protocol.evidence;

import org.jspecify.annotations.NullMarked;
