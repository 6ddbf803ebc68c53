/// Release policies: signed by the owner, versions only rise, the one in force decides.
///
/// ```java
/// var model = policies.find(sql, "acme", "llama").orElseThrow();
/// model.policy().acceptedWarnings();
/// ```
@NullMarked
package dev.strongroom.broker.policy;

import org.jspecify.annotations.NullMarked;
