/// Measurements of what is told to be fast, as ratios within one run: `./dev bench attestation` and
/// `./dev bench gpu`. Absolute times are of the machine; a ratio to a bare signature check of the
/// same library is of the code.
@NullMarked
package dev.strongroom.benchmarks;

import org.jspecify.annotations.NullMarked;
