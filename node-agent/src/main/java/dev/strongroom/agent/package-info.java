/// The program beside the model in the TEE: proves what it is, gets the model key, opens the
/// weights in memory, starts the model server and stands in front of it, as long as its lease
/// lives.
///
/// | Package | Story |
/// |---|---|
/// | `collect` | Evidence of this machine, by a named source |
/// | `handshake` | ticket, challenge, Evidence, key with proof (docs/architecture.md, section 5) |
/// | `lease` | how long the key may be used: pure transitions |
/// | `view` | opened weights in sealed memory, never on disk |
/// | `workload` | what is started, and that the owner's ticket allows it |
/// | `front` | which requests reach the model, under which certificate |
/// | `edge` | `AgentMain`: command line, process, sockets, clock |
///
/// [dev.strongroom.agent.Fault] lists every way in which it ends.
@NullMarked
package dev.strongroom.agent;

import org.jspecify.annotations.NullMarked;
