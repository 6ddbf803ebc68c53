/// Sockets and clocks.
@NullMarked
package dev.strongroom.collateral.edge;

import org.jspecify.annotations.NullMarked;
