/// Keys of a model owner.
@NullMarked
package dev.strongroom.cli.owner;

import org.jspecify.annotations.NullMarked;
