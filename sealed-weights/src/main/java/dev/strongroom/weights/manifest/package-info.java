/// What a sealed model is, who signed it, and the keys to it.
///
/// [Sealer] writes one, [SealedModel] verifies one without any key, [OpenedModel] is one whose keys
/// were unwrapped. [Manifest] is signed by the owner and pins every object; [KeyRing] holds the
/// keys of the objects, wrapped by the [ModelKey], and changes when that is rotated.
///
/// ```java
/// try (var sealed = SealedModel.open(directory, List.of(ownerPublicKey))) {
///   if (!sealed.manifest().profile().equals(profile)) { ... }   // the caller's own checks
///   try (var model = sealed.unlock(key); var file = model.file("model.gguf")) {
///     file.read(position, buffer);
///   }
/// }
/// ```
@NullMarked
package dev.strongroom.weights.manifest;

import org.jspecify.annotations.NullMarked;
