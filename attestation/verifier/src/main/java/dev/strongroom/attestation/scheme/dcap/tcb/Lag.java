package dev.strongroom.attestation.scheme.dcap.tcb;

/// One thing that is behind, and by how much.
///
/// @param what for people: `SEAM SVN`, `SGX TCB component 8 (SEAMLDR ACM)`
/// @param seen its SVN
/// @param needed lowest SVN of a level that needs no update
/// @param remedy what to update
/// @param certified true if the SVN is read from the PCK certificate, which must be fetched anew
///   then
public record Lag(String what, int seen, int needed, String remedy, boolean certified) {
  @Override
  public String toString() {
    return what + " " + seen + " < " + needed;
  }
}
