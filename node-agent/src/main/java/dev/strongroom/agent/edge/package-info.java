/// Process, sockets and clock: [dev.strongroom.agent.edge.AgentMain] is the command.
@NullMarked
package dev.strongroom.agent.edge;

import org.jspecify.annotations.NullMarked;
