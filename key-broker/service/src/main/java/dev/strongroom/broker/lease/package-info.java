/// Leases: who may hold which model for how long, by the database's clock.
///
/// | From | Event | To |
/// |---|---|---|
/// | – | release | live |
/// | live | heartbeat with a higher sequence | live, expiry moved |
/// | live | the same heartbeat again | live, expiry kept |
/// | live | expiry passes | ended, `ttl` |
/// | live | containment, or a newer boot takes a device | ended |
/// | ended | anything | ended |
@NullMarked
package dev.strongroom.broker.lease;

import org.jspecify.annotations.NullMarked;
