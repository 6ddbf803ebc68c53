/// Which nodes may serve a model now: those that the broker named in its last answer, each until
/// its lease runs out by our own clock. No answer, no news: then everything runs out by itself.
///
/// ```java
/// table.replace(fleet, askedAt);
/// List<LiveHolder> candidates = table.live("weightworks", "atlas", now);
/// ```
@NullMarked
package dev.strongroom.gateway.upstream;

import org.jspecify.annotations.NullMarked;
