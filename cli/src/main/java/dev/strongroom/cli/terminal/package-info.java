/// What a person sees while something runs.
@NullMarked
package dev.strongroom.cli.terminal;

import org.jspecify.annotations.NullMarked;
