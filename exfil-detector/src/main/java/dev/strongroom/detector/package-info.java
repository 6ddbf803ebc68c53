/// Notices when a model starts to leave.
///
/// One datagram's way: `edge` receives it, `flow.ipfix` decodes it to [flow records]
/// [dev.strongroom.detector.flow.FlowRecord], `attribution` says which models the sender held at
/// that time, `budget` adds the bytes and reports a crossing, `finding` keeps one alert for it,
/// `deliver` writes it out for other systems, and `edge` orders containment at the broker. All but
/// `edge` are functions over values: no clock, no network, no framework.
@NullMarked
package dev.strongroom.detector;

import org.jspecify.annotations.NullMarked;
