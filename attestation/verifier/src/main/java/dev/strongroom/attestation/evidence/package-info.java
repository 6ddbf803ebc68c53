/// The form of what carries Evidence: which scheme a report belongs to ([EvidenceFormat]),
/// certificates and chains ([Certificate], [CertificateChain]), what is said of their revocation
/// ([RevocationList], [OcspResponse]), strict DER ([Der]) and strict XML ([StrictXml]). Says
/// nothing of authenticity.
///
/// ```java
/// var scheme = EvidenceFormat.detect(report);
/// var chain = CertificateChain.parse(pem);
/// ```
@NullMarked
package dev.strongroom.attestation.evidence;

import org.jspecify.annotations.NullMarked;
