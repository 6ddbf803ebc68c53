/// What tests of several modules share: the place of the vectors beside the checkout.
@NullMarked
package dev.strongroom.wire.testing;

import org.jspecify.annotations.NullMarked;
