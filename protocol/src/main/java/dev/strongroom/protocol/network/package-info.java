/// Addresses and networks as tickets, enrolments, heartbeats and flow records name them.
///
/// ```java
/// var site = IpNetwork.parse("networks", "10.20.0.0/16");
/// boolean inside = site.contains(IpAddress.parse("address", "10.20.0.11"));
/// ```
@NullMarked
package dev.strongroom.protocol.network;

import org.jspecify.annotations.NullMarked;
