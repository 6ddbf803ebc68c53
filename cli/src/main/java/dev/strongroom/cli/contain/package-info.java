/// Stop a model from spreading, and see who holds it.
@NullMarked
package dev.strongroom.cli.contain;

import org.jspecify.annotations.NullMarked;
