/// Whether authentic Evidence is acceptable: [NodeAppraisal] for a session, [EvidenceInspection]
/// for Evidence by itself.
@NullMarked
package dev.strongroom.attestation.appraisal;

import org.jspecify.annotations.NullMarked;
