/// Whether authentic Evidence is acceptable: [NodeAppraisal] for a session.
@NullMarked
package dev.strongroom.attestation.appraisal;

import org.jspecify.annotations.NullMarked;
