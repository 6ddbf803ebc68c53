/// A fake Azure: its vTPM certificate authorities, and vTPMs of confidential guests with HCL report
/// and quote.
///
/// ```java
/// var vtpm = AzureVtpm.create(AzureHierarchy.create(random, notBefore), random, notBefore);
/// var hcl = vtpm.hclReport(HclReportFields.SNP).around(data -> processor.report(data, _ -> {}).report());
/// var quote = vtpm.sign(new TpmQuoteFields(nonce).pcr(4, log.register(4)));
/// ```
@NullMarked
package dev.strongroom.simulator.azure;

import org.jspecify.annotations.NullMarked;
