/// What verification needs beforehand: fetch it from the vendors, look at it, check it.
@NullMarked
package dev.strongroom.cli.collateral;

import org.jspecify.annotations.NullMarked;
