/// Runs the format over many cores in constant memory.
///
/// [ObjectSealer] seals files one after the other, each cut into ranges of sixteen segments that
/// workers read, seal and write at their place; results come back in order, so one digest covers
/// the whole object. [SealedFile] opens one object: a range at a time, or all of it into a channel.
///
/// ```java
/// try (var file = SealedFile.open(path, pinned, key, _ -> {})) {
///   file.read(position, buffer);                  // any number of threads
///   file.copyTo(channel, workers, progress);      // all of it, digest verified
/// }
/// ```
@NullMarked
package dev.strongroom.weights.engine;

import org.jspecify.annotations.NullMarked;
