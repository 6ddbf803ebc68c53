package dev.strongroom.attestation.scheme.tpm;

/// TPMS_CLOCK_INFO, a TPM's own count of time.
///
/// @param millis powered time in milliseconds, all 64 bits
/// @param resetCount resets of the TPM: another value means another boot
/// @param restartCount resumes since that reset
/// @param safe true if `millis` was never reported higher
public record TpmClock(long millis, long resetCount, long restartCount, boolean safe) {}
