/// The device ledger: a device belongs to the platform and the boot of it that showed it last. A
/// newer boot of the same platform fences the older; another platform waits until every lease on
/// the device has ended. Hardware does not bind a GPU to a machine, so this only raises the price.
@NullMarked
package dev.strongroom.broker.ledger;

import org.jspecify.annotations.NullMarked;
