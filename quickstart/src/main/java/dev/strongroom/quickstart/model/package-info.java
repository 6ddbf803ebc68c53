/// A model to seal and serve: a genuine transformer with random weights, written as GGUF.
///
/// [DemoModel] writes the file, deterministically. It has learned nothing, so what it says is
/// pronounceable nonsense; every token of it is nevertheless computed from the weights.
///
/// ```java
/// var model = DemoModel.write(Path.of("demo.gguf"), 42);
/// System.out.println(model.sizeBytes() + " bytes, SHA-256 " + model.sha256());
/// ```
@NullMarked
package dev.strongroom.quickstart.model;

import org.jspecify.annotations.NullMarked;
