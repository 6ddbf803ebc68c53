/// Model weights at rest: sealed once by their owner, opened only under the model key.
///
/// A sealed model is a directory. `manifest` says what is in it and who signed that, `format` is
/// the encryption of one object, `engine` runs it over many cores, `store` is the directory itself.
///
/// ```java
/// Sealer.seal(source, target, request, modelKey, ownerKey, random, progress);   // the owner
///
/// try (var sealed = SealedModel.open(target, List.of(ownerPublicKey));          // the agent
///     var model = sealed.unlock(modelKey)) {
///   for (ModelFile file : model.files()) {
///     model.copyTo(file, channelInMemory, workers, progress);
///   }
/// }
/// ```
@NullMarked
package dev.strongroom.weights;

import org.jspecify.annotations.NullMarked;
