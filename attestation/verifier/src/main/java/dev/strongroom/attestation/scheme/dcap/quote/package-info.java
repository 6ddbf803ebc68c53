/// Intel DCAP quotes as bytes: SGX (version 3), TDX and SGX (versions 4 and 5).
///
/// ```java
/// var quote = Quote.parse(bytes);
/// if (quote.body() instanceof TdReport td) {
///   td.mrTd();
/// }
/// ```
///
/// Nothing is said of authenticity here. Sources: Intel "SGX Data Center Attestation Primitives:
/// ECDSA Quote Library API" revision 0.23 (appendix A.3 version 3, A.4 version 4), Intel "TDX DCAP:
/// Quote Generation Library and Quote Verification Library" revision 0.9 (appendix A.3 version 4,
/// A.4 version 5), Intel "TDX Module Base Architecture Specification" 348549-005, Intel SDM volume
/// 3D, 39.
@NullMarked
package dev.strongroom.attestation.scheme.dcap.quote;

import org.jspecify.annotations.NullMarked;
