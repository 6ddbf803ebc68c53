/// Results of NVIDIA's Remote Attestation Service (NRAS): signed tokens that stand in the place of
/// a verification of NVIDIA's devices here. The service decides what a good device is; nothing of
/// its verdict is recomputed, and every result says so (`nras.not-local`).
///
/// ```text
/// pinned issuer ── certificate ──▶ key of the JWK Set ── ES384 ──▶ overall token
/// overall token ── SHA-256 ──▶ submodule tokens, each signed too ── ueid, nonce ──▶ Evidence sent
/// ```
///
/// ```java
/// var tokens = NrasTokens.parse(response);
/// var keys = NrasKeys.parse(jwks);
/// switch (NrasVerifier.verify(tokens, keys, NrasSigners.production(), now)) {
///   case Verified<NrasResult> verified -> NrasAppraisal.appraise(verified, nonce, devicesSent);
///   case Rejected<NrasResult>(var findings) -> findings.forEach(f -> log(f.describe()));
/// }
/// ```
///
/// Sources: NVIDIA attestation documentation, claims guide (GPU claims 2.0 and 3.0, nvSwitch
/// claims); RFC 9711 (EAT), RFC 7515 to 7519 (JOSE), RFC 8725 (JWT best practice); genuine answers
/// of `/v3/attest/gpu`.
@NullMarked
package dev.strongroom.attestation.nras;

import org.jspecify.annotations.NullMarked;
