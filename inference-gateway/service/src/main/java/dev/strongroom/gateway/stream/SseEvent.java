package dev.strongroom.gateway.stream;

import dev.strongroom.wire.Bytes;

/// One server-sent event, up to and with the blank line that ends it.
///
/// @param raw its bytes as received
/// @param data its `data` lines joined by line feeds; empty for comments and other fields
/// @param lateLineFeed true for a lone LF whose CR already ended the event before, a chunk earlier
public record SseEvent(Bytes raw, Bytes data, boolean lateLineFeed) {}
