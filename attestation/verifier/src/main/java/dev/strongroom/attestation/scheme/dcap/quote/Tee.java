package dev.strongroom.attestation.scheme.dcap.quote;

/// What a quote is about. Endorsements name it twice, in two spellings.
public enum Tee {
  /// An SGX enclave: TEE type 0.
  SGX("SGX", "QE"),
  /// A TDX trust domain: TEE type 0x81.
  TDX("TDX", "TD_QE");

  private final String tcbInfoId;
  private final String qeIdentityId;

  Tee(String tcbInfoId, String qeIdentityId) {
    this.tcbInfoId = tcbInfoId;
    this.qeIdentityId = qeIdentityId;
  }

  /// `id` of the TCB info for it (Intel PCS API version 4, Get TDX TCB Info).
  public String tcbInfoId() {
    return tcbInfoId;
  }

  /// `id` of the identity of the quoting enclave for it.
  public String qeIdentityId() {
    return qeIdentityId;
  }
}
