/// The audit log: entries appended inside the transaction that they tell of, and the one writer
/// that signs checkpoints over them. An entry is proven once a durable checkpoint covers it.
///
/// ```java
/// long index = log.append(sql, entry);       // in the transaction
/// Proof proof = checkpoints.prove(new AuditLog.Logged(index, entry.canonical()));
///                                            // after it, before anything leaves
/// ```
@NullMarked
package dev.strongroom.broker.log;

import org.jspecify.annotations.NullMarked;
