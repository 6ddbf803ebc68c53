/// AMD SEV-SNP: the attestation report, its chain, its rules.
///
/// [SnpReport] is the layout, [SnpVerifier] says whether a report is authentic, [SnpAppraisal]
/// whether it is acceptable: under an [SnpPolicy], which starts from [SnpPolicy#strict()].
/// [SnpIdentity] compares a report with the [IdBlock] that its guest was launched with. The package
/// `launch` computes measurements beforehand.
///
/// ```java
/// var report = SnpReport.parse(bytes);
/// var verification = SnpVerifier.verify(report, CertificateChain.parse(pem), anchors, now);
/// if (verification instanceof Verified<SnpReport> verified) {
///   SnpAppraisal.appraise(verified, SnpPolicy.strict()).forEach(f -> log(f.describe()));
/// }
/// ```
///
/// Sources: AMD 56860 "SEV Secure Nested Paging Firmware ABI Specification" revision 1.58, AMD
/// 57230 "Versioned Chip Endorsement Key (VCEK) Certificate and KDS Interface Specification"
/// revision 1.00.
@NullMarked
package dev.strongroom.attestation.scheme.snp;

import org.jspecify.annotations.NullMarked;
