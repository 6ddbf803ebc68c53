package dev.strongroom.agent.edge;

import dev.strongroom.agent.handshake.Deployment;
import dev.strongroom.agent.workload.WorkloadPlan;
import dev.strongroom.protocol.network.IpAddress;
import dev.strongroom.wire.dsse.PublicKey;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The command line, read and checked.
///
/// @param broker base URL
/// @param brokerAuthority PEM file of the authority behind the broker's TLS certificate
/// @param deployment the ticket
/// @param owner signed ticket and manifest
/// @param evidence name of the Evidence source
/// @param endpoint what heartbeats say instead of the listening address
/// @param addresses under which the node's traffic appears in flow records
/// @param workers threads that open the weights
/// @param patience how long to ask a broker that does not answer
/// @param readyTimeout how long the workload may take
record Settings(
    URI broker,
    Path brokerAuthority,
    Deployment deployment,
    PublicKey owner,
    Path modelDirectory,
    String evidence,
    Map<String, String> evidenceOptions,
    HostPort listen,
    Optional<URI> endpoint,
    List<IpAddress> addresses,
    Path stateDirectory,
    WorkloadPlan plan,
    int workers,
    Duration patience,
    Duration readyTimeout) {
  Settings {
    evidenceOptions = Map.copyOf(evidenceOptions);
    addresses = List.copyOf(addresses);
  }
}
