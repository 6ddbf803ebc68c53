/// Entries of the broker's transparency log: digests and names, never keys, prompts or Evidence
/// bodies. An entry's canonical bytes are the JSON that was logged, compared as bytes.
@NullMarked
package dev.strongroom.protocol.audit;

import org.jspecify.annotations.NullMarked;
