/// Where the detector meets the world: clock, sockets, files, the broker and people.
///
/// [dev.strongroom.detector.edge.UdpCollector] queues datagrams,
/// [dev.strongroom.detector.edge.Watch] owns all state and applies them one after the other,
/// [dev.strongroom.detector.edge.FleetWatcher] keeps up with who holds what,
/// [dev.strongroom.detector.edge.ContainmentDesk] carries orders to the broker until it answers,
/// [dev.strongroom.detector.edge.Routes] are the pages and the API, and
/// [dev.strongroom.detector.edge.DetectorService] starts and stops them.
@NullMarked
package dev.strongroom.detector.edge;

import org.jspecify.annotations.NullMarked;
