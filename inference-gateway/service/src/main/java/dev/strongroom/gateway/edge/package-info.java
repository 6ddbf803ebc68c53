/// The gateway's contact with the world: configuration, HTTPS, nodes, broker, detector, clocks.
/// [Gateway] holds the ordered list of interceptors that every request passes.
///
/// Event-loop code never blocks: broker and detector are talked to from virtual threads, and
/// everything a request needs of them lies ready in memory.
@NullMarked
package dev.strongroom.gateway.edge;

import org.jspecify.annotations.NullMarked;
