/// Tenants as declared, and the directory that knows an API key by its keyed digest.
///
/// ```java
/// var directory = TenantDirectory.of(TenantDocument.parse(json), pepper);
/// Optional<Tenant> caller = directory.ownerOf(apiKey, now);
/// ```
@NullMarked
package dev.strongroom.tenancy.tenant;

import org.jspecify.annotations.NullMarked;
