/// Getting collateral from the vendors without being a nuisance to them: one request for an item
/// however many ask, pauses between requests, patience when a service is busy. No socket and no
/// clock is opened here; [dev.strongroom.collateral.edge.HttpTransport] does that.
///
/// ```java
/// var fetcher = new Fetcher(transport, FetchRules.standard(), clock, sleeper);
/// Material crl = fetcher.fetch(new AmdItem.Crl(SnpProduct.GENOA, Key.VCEK));
/// ```
@NullMarked
package dev.strongroom.collateral.fetch;

import org.jspecify.annotations.NullMarked;
