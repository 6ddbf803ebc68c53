/// What Intel says of platforms, TDX modules and quoting enclaves, and how good a platform is by
/// it.
///
/// [dev.strongroom.attestation.scheme.dcap.tcb.TcbEvaluation] is the verdict on one platform by one
/// set of TCB data, [dev.strongroom.attestation.scheme.dcap.tcb.TcbOutlook] compares several sets.
///
/// ```java
/// var evaluation = TcbEvaluation.of(platform, quote, tcbInfo, qeIdentity);
/// evaluation.findings(new TcbPolicy(19, Duration.ofDays(30)), now);
/// ```
///
/// Sources: Intel "PCS API" version 4 (Get TDX TCB Info, Get SGX TCB Info, Get Quoting Enclave
/// Identity), Intel "SGX PCK Certificate and CRL Profile" revision 1.5, Intel "TDX DCAP Quoting
/// Library API" revision 0.9, 4.1.2.4.
@NullMarked
package dev.strongroom.attestation.scheme.dcap.tcb;

import org.jspecify.annotations.NullMarked;
