/// How a key is released (docs/architecture.md, section 5), message by message.
///
/// ```
/// owner            signs Ticket; its digest stands in the guest's measured InitData
/// agent → broker   Hello{ticket, S}                    S = Transcript.sessionKeys(TeeKeys)
/// broker → agent   Challenge{N, policy digest}         signed with the key that the ticket names
/// agent            reports of all devices over Transcript.deviceNonce(N, S), then of the CPU over T
/// agent → broker   ReleaseRequest{N, TeeKeys, EvidenceSet}
/// broker → agent   ReleaseAnswer{lease, wrapped key, log entry, inclusion proof, checkpoint}
/// agent → broker   Heartbeat, signed with the identity key; answered by a signed LeaseStatus
/// ```
///
/// [dev.strongroom.protocol.release.Transcript] has the exact bytes.
@NullMarked
package dev.strongroom.protocol.release;

import org.jspecify.annotations.NullMarked;
