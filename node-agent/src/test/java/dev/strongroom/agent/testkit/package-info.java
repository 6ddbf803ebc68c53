/// What agent tests share: a broker that speaks the protocol with real signatures, an owner's
/// deployment on disk, Evidence of a made-up machine, a small model server.
@NullMarked
package dev.strongroom.agent.testkit;

import org.jspecify.annotations.NullMarked;
