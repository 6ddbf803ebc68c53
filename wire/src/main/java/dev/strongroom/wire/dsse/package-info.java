/// Dead Simple Signing Envelope, version 1.0.2: one payload, its type, and a signature over both.
///
/// Everything that one of our programs signs for another travels so: manifests, tickets,
/// challenges, policies, leases, egress and containment records. The payload is JSON, judged only
/// after its signature holds over the bytes as received.
///
/// ```java
/// Envelope envelope = ownerKey.sign(Ticket.PAYLOAD_TYPE, payload);
/// Bytes payload = envelope.verify(Ticket.PAYLOAD_TYPE, List.of(ownerPublicKey)); // or it throws
/// ```
@NullMarked
package dev.strongroom.wire.dsse;

import org.jspecify.annotations.NullMarked;
