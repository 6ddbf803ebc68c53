package dev.strongroom.attestation.trust;

import dev.strongroom.attestation.finding.Rule;

/// What a bad XML signature breaks.
///
/// @param form a signature with other algorithms, transforms or references than those allowed
/// @param signature one that does not hold
public record XmlSignatureRules(Rule form, Rule signature) {}
