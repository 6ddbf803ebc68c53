/// Judges what a request shows before anything is done for it: one credential, in a header, and a
/// model that exists for this caller.
///
/// ```java
/// switch (Credential.read(authorization, apiKey, query)) {
///   case Credential.Presented key -> directory.ownerOf(key.value(), now);
///   case Credential.Refused refused -> refuse(refused.reason());
/// }
/// ```
@NullMarked
package dev.strongroom.tenancy.admission;

import org.jspecify.annotations.NullMarked;
