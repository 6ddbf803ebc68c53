/// Opened weights, in memory and nowhere else.
///
/// ```java
/// try (var model = OpenedModel.open(sealedDirectory, ownerKey)) {   // signed manifest, still sealed
///   var weights = model.intoMemory(granted.modelKey(), workers, progress);
///   weights.path();                                                 // /proc/<pid>/fd/<n>, read-only
/// }
/// ```
@NullMarked
package dev.strongroom.agent.view;

import org.jspecify.annotations.NullMarked;
