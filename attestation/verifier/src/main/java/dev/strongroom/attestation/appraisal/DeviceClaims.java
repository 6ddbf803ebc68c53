package dev.strongroom.attestation.appraisal;

/// What authentic Evidence says of one accelerator.
///
/// @param id device id of the verified leaf certificate, lower-case hexadecimal
/// @param architecture as the verified leaf certificate names it: `GH100`
/// @param driverVersion as the signed report names it
/// @param vbiosVersion as the signed report names it, in NVIDIA's notation: `96.00.9F.00.01`
public record DeviceClaims(
    String id, String architecture, String driverVersion, String vbiosVersion) {}
