/// Reads a node's answer on its way to the client: events are found whatever their line ends and
/// wherever the network cut them, and tokens are counted beside the node's own count.
///
/// ```java
/// for (var event : scanner.feed(chunk)) {
///   var seen = meter.observe(event);   // usage, [DONE], or neither
/// }
/// ```
@NullMarked
package dev.strongroom.gateway.stream;

import org.jspecify.annotations.NullMarked;
