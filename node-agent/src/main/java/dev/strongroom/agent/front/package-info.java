/// What stands between clients and the model server: which requests pass
/// ([dev.strongroom.agent.front.Routes], [dev.strongroom.agent.front.Headers]), from whom
/// ([dev.strongroom.agent.front.Callers]), under which certificate
/// ([dev.strongroom.agent.front.NodeCertificate]). The sockets are in `edge`.
@NullMarked
package dev.strongroom.agent.front;

import org.jspecify.annotations.NullMarked;
