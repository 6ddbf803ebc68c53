/// Gets the model key, and refuses it without proof.
///
/// ```java
/// var deployment = Deployment.open(ticketJson, ownerKey);
/// var handshake = new Handshake(broker, evidence, checkpoints, timing, random, System.err::println);
/// try (var granted = handshake.run(deployment, model, Duration.ofMinutes(2))) {
///   granted.modelKey();                      // T, lease, log entry, checkpoint: all fit together
/// }
/// ```
@NullMarked
package dev.strongroom.agent.handshake;

import org.jspecify.annotations.NullMarked;
