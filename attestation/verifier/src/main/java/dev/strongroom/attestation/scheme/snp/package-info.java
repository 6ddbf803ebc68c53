/// AMD SEV-SNP: the attestation report, its chain, its rules.
///
/// [SnpReport] is the layout, [SnpVerifier] says whether a report is authentic, [SnpAppraisal]
/// whether it is acceptable.
///
/// ```java
/// var report = SnpReport.parse(bytes);
/// var verification = SnpVerifier.verify(report, CertificateChain.parse(pem), anchors, now);
/// ```
///
/// Sources: AMD 56860 "SEV Secure Nested Paging Firmware ABI Specification" revision 1.58, AMD
/// 57230 "Versioned Chip Endorsement Key (VCEK) Certificate and KDS Interface Specification"
/// revision 1.00.
@NullMarked
package dev.strongroom.attestation.scheme.snp;

import org.jspecify.annotations.NullMarked;
