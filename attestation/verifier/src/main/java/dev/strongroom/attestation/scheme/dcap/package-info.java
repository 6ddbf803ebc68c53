/// Intel DCAP: TDX and SGX quotes, the collateral that they are verified with, their rules.
///
/// `quote` is the layout, `tcb` what Intel says of platforms; here [DcapVerifier] says whether a
/// quote is authentic, [DcapAppraisal] whether it is acceptable. Nothing is fetched: collateral
/// comes in as [DcapCollateral].
///
/// ```java
/// var quote = Quote.parse(bytes);
/// var verification = DcapVerifier.verify(quote, quote.pckChain(), collateral, anchors, now);
/// if (verification instanceof Verified<EndorsedQuote> verified) {
///   findings.addAll(DcapAppraisal.bound(verified, reportData));
///   findings.addAll(DcapAppraisal.tcb(verified, TcbPolicy.STRICT, now));
///   findings.addAll(DcapAppraisal.td(verified, policy));
/// }
/// ```
@NullMarked
package dev.strongroom.attestation.scheme.dcap;

import org.jspecify.annotations.NullMarked;
