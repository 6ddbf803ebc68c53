/// What the fake vendors sign with: authorities that issue certificates and revocation lists.
///
/// ```java
/// var root = Authority.root(subject, key.privateKey());
/// var leaf = root.issue(another);
/// var list = root.revocationList(now, now.plus(month), List.of(leaf));
/// ```
@NullMarked
package dev.strongroom.simulator.pki;

import org.jspecify.annotations.NullMarked;
