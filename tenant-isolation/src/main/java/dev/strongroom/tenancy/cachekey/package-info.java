/// Salts that keep an engine's prefix cache apart for each tenant and model.
///
/// ```java
/// String salt = new CacheSalts(secret).saltFor("acme", "weightworks/atlas"); // 43 characters
/// ```
@NullMarked
package dev.strongroom.tenancy.cachekey;

import org.jspecify.annotations.NullMarked;
