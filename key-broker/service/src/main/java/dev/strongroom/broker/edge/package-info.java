/// The edge: what talks to the world. Configuration, HTTPS, certificates, files, the clock, the
/// embedded PostgreSQL. [dev.strongroom.broker.edge.BrokerNode] puts the broker together and needs
/// no framework, as does `VerifierNode` for the role `verifier`;
/// [dev.strongroom.broker.edge.Startup] runs it inside Quarkus.
@NullMarked
package dev.strongroom.broker.edge;

import org.jspecify.annotations.NullMarked;
