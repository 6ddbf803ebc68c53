/// The inference gateway: an OpenAI-compatible API in front of attested nodes.
///
/// | Package | What |
/// |---|---|
/// | `route` | a request's body judged and rewritten; errors in OpenAI's shape |
/// | `upstream` | who holds which model now, by the broker's word and our own clock |
/// | `stream` | server-sent events taken apart, usage counted |
/// | `edge` | Quarkus, Vert.x, TLS, clocks, files; the ordered list of interceptors |
@NullMarked
package dev.strongroom.gateway;

import org.jspecify.annotations.NullMarked;
