/// What two Strongroom programs say to each other: the messages, the exact bytes that get hashed
/// and signed, and the client that speaks them.
///
/// | Package | Between | About |
/// |---|---|---|
/// | `evidence` | agent → broker | reports of CPU and devices, as received |
/// | `release` | owner, agent, broker | ticket, challenge, transcript, wrapped key, lease, heartbeat |
/// | `appraisal` | relying party → broker | Evidence to appraise, the signed result and its keys |
/// | `enrolment` | owner → broker | model, release policy, egress budget |
/// | `audit` | broker → agent, auditor | entries of the transparency log |
/// | `containment` | detector, operator → broker | freeze, end leases, and what that would hit |
/// | `egress` | gateway → detector | bytes and tokens served |
/// | `network` | in all of these | addresses and networks |
/// | `client` | anyone → broker | the HTTP client and its failures |
///
/// A record here is a message; its components are its JSON members. What is signed travels as a
/// DSSE envelope around that JSON. What is hashed has canonical bytes: every field behind its
/// length, four bytes big-endian.
@NullMarked
package dev.strongroom.protocol;

import org.jspecify.annotations.NullMarked;
