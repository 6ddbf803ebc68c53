/// Where a sealed model lies: one directory, written so that it is either whole or visibly not.
///
/// ```
/// manifest.dsse.json    written last: without it nothing is a sealed model
/// keyring.json          replaced whole when keys are rotated
/// objects/<32 hex>      one per file, and one for the index
/// ```
@NullMarked
package dev.strongroom.weights.store;

import org.jspecify.annotations.NullMarked;
