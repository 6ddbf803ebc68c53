/// How long an opened model may be used. [dev.strongroom.agent.lease.LeaseMachine] lists every
/// transition; the edge sends what it asks for and feeds back what happened.
///
/// ```java
/// var machine = new LeaseMachine(lease.id(), lease.heartbeat());
/// var state = LeaseState.granted(askedAt, lease.ttl());
/// var step = machine.next(state, new LeaseEvent.Tick(now));   // asks to send heartbeat 1
/// LeaseMachine.allows(step.state(), now);                     // for every request anew
/// ```
@NullMarked
package dev.strongroom.agent.lease;

import org.jspecify.annotations.NullMarked;
