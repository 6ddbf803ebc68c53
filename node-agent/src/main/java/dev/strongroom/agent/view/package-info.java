/// Opened weights, in memory and nowhere else.
///
/// ```java
/// var sealed = SealedWeights.open(directory, ownerKey, profile);   // signed manifest, still sealed
/// try (var memory = SealedWeights.memory()) {
///   sealed.openInto(memory, granted.modelKey(), workers, progress);
///   memory.path();                                                 // /proc/<pid>/fd/<n>, read-only
/// }
/// ```
@NullMarked
package dev.strongroom.agent.view;

import org.jspecify.annotations.NullMarked;
