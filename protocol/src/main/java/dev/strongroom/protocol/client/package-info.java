/// Speaks to a broker over HTTP. [dev.strongroom.protocol.client.BrokerClient] has one method a
/// call; failures are either the broker's own word (`RefusedException`) or its absence
/// (`UnavailableException`), never a silent default.
@NullMarked
package dev.strongroom.protocol.client;

import org.jspecify.annotations.NullMarked;
