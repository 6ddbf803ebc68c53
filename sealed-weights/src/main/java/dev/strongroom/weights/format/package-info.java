/// One sealed object, byte for byte: its layout, its key, its segments.
///
/// ```java
/// Bytes header = SealedFormat.newHeader(random);
/// try (var key = ObjectKey.derive("name", dek, header, identity.objectContext(dekId))) {
///   key.cipher().seal(0, true, plain, 0, plain.length, sealed, SealedFormat.HEADER_BYTES);
/// }
/// ```
///
/// The bytes are those of Tink's `AES256_GCM_HKDF` streaming AEAD, so Tink opens what we seal.
@NullMarked
package dev.strongroom.weights.format;

import org.jspecify.annotations.NullMarked;
