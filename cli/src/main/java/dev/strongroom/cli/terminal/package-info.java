/// What a person sees: progress while something runs, one line when it fails.
@NullMarked
package dev.strongroom.cli.terminal;

import org.jspecify.annotations.NullMarked;
