/// Bytes from strangers, read with care.
///
/// [Bytes] is an immutable run of bytes with content equality. [BinaryReader] is the only way to
/// take bytes apart: every read names its field, checks what remains before it allocates, and fails
/// with the offset. [BinaryWriter] is its mirror for the canonical encodings that get hashed.
/// [SecretBytes] holds key material and wipes it on close.
///
/// ```java
/// var in = new BinaryReader(bytes);
/// var version = in.u32le("VERSION");
/// in.zeros("reserved", 4);
/// in.end();
/// ```
///
/// `json` reads JSON that admits one spelling only, `dsse` opens and makes signed envelopes.
@NullMarked
package dev.strongroom.wire;

import org.jspecify.annotations.NullMarked;
