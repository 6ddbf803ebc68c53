/// Where Evidence comes from. A program that has hardware (or a simulator) to speak for registers
/// an [dev.strongroom.agent.collect.EvidenceProvider]:
///
/// ```java
/// var source = EvidenceSources.open(EvidenceSources.registered(), "none", Map.of());  // throws
/// var devices = source.devices(Transcript.deviceNonce(nonce, sessionKeys));
/// var cpu = source.cpu(transcript.snpReportData());
/// ```
@NullMarked
package dev.strongroom.agent.collect;

import org.jspecify.annotations.NullMarked;
