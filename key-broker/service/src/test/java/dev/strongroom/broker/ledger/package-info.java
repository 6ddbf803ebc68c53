/// Tests.
@NullMarked
package dev.strongroom.broker.ledger;

import org.jspecify.annotations.NullMarked;
