/// Our verifier beside those of others, on the same files in the same run.
///
/// ```text
/// ./dev peers attestation
/// ./dev peers gpu
/// ```
@NullMarked
package dev.strongroom.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
