/// The certificate authority of a site: services and people know one another by what it issues.
///
/// ```java
/// var pki = SitePki.create(directory, now, random);
/// var broker = pki.issue("broker");     // broker.pem, broker.key beside ca.pem
/// ```
@NullMarked
package dev.strongroom.simulator.site;

import org.jspecify.annotations.NullMarked;
