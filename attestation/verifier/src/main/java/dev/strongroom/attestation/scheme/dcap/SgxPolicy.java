package dev.strongroom.attestation.scheme.dcap;

import dev.strongroom.attestation.demand.Expectation;

/// What an SGX enclave must be. Debug enclaves are refused whatever the policy.
///
/// @param mrEnclave digest of the enclave
/// @param mrSigner its signer
/// @param isvProdId the signer's number for the enclave: a signer signs several
/// @param minimumIsvSvn lowest version
public record SgxPolicy(
    Expectation mrEnclave, Expectation mrSigner, int isvProdId, int minimumIsvSvn) {}
