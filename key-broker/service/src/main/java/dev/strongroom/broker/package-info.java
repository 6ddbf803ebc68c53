/// The key broker: lets a model key out only to a session whose Evidence it has appraised, under a
/// policy that the owner signed, once the release stands in the durable, signed log.
///
/// | Package | Story |
/// |---|---|
/// | `enrolment` | an owner's signed model, policy and wrapped key come in |
/// | `policy` | versions only rise; a policy becomes what Evidence is appraised by |
/// | `release` | hello, challenge, appraisal, the one transaction, the wrapped key |
/// | `ledger` | which platform and which boot of it holds a device |
/// | `lease` | heartbeats, expiry, who holds what, waiting for changes |
/// | `containment` | freeze, end leases, preview, undo |
/// | `verifier` | Evidence appraised for Relying Parties, and the signed result |
/// | `log` | append-only entries and the signed checkpoints over them |
/// | `key` | the key hierarchy; Tink lives here and nowhere else |
/// | `database` | transactions on PostgreSQL, and what their failure means |
/// | `edge` | Quarkus, HTTP, TLS, configuration, the wall clock, the embedded PostgreSQL |
///
/// Callers get stable codes; details go to the server's log and, where they matter, to the audit
/// log. Everything that cannot be known refuses.
@NullMarked
package dev.strongroom.broker;

import org.jspecify.annotations.NullMarked;
