/// Event logs of measured boot: what firmware, boot loader and kernel say they extended into
/// registers, and whether the registers that hardware signed agree. A log by itself proves nothing.
///
/// ```java
/// var log = EventLog.parse(bytes);
/// var replay = Replay.of(log, MeasurementRegisters.rtmrs(quotedRtmrs));
/// replay.findings();  // empty if every quoted register is explained
/// replay.vouched();   // the events whose digests the registers vouch for
/// ```
///
/// Sources: TCG "PC Client Platform Firmware Profile Specification" (PFP) 1.06, section 10; UEFI
/// Specification 2.10, section 38.4 (confidential computing event log, CCEL).
@NullMarked
package dev.strongroom.attestation.eventlog;

import org.jspecify.annotations.NullMarked;
