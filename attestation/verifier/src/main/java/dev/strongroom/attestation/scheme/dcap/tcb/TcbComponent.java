package dev.strongroom.attestation.scheme.dcap.tcb;

/// One of the 16 SVNs of a TCB level.
///
/// @param svn 0 to 255
/// @param category who updates it, as Intel says it: `BIOS`, `OS/VMM`; empty if not said
/// @param type what it is, as Intel says it: `Early Microcode Update`; empty if not said
public record TcbComponent(int svn, String category, String type) {}
