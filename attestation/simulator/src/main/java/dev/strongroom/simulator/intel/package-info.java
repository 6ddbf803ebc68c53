/// A fake Intel: SGX Root CA, PCK CAs and TCB signing, platforms that sign SGX and TDX quotes bit
/// for bit, and the collateral that their verification needs. Every field can be set before it is
/// signed.
///
/// ```java
/// var intel = IntelHierarchy.create(random, notBefore);
/// var platform = IntelPlatform.create(intel, new PckFields(), random, notBefore);
/// var quote = platform.sign(QuoteFields.tdx4(new TdReportFields().reportData(bound)));
/// var collateral = IntelCollateralFields.tdx(intel, platform.pck(), now).sign().toJson();
/// ```
@NullMarked
package dev.strongroom.simulator.intel;

import org.jspecify.annotations.NullMarked;
