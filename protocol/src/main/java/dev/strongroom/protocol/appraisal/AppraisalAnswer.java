package dev.strongroom.protocol.appraisal;

/// The verdict, favourable or not.
///
/// @param ear an EAT Attestation Result as a JWT, signed with one of [ResultKeys]; trust nothing of
///   it before its signature, `iss`, `exp`, `eat_nonce`, profile and policy were compared
public record AppraisalAnswer(String ear) {}
