/// What there is to fetch, and what it looks like.
///
/// An [dev.strongroom.collateral.item.Item] names one piece of collateral and where its vendor
/// keeps it; a [dev.strongroom.collateral.item.Material] is such a piece, well formed and the one
/// that was asked for. Nothing here is trusted: signatures are the verifier's business.
///
/// ```java
/// var item = new AmdItem.Vcek(SnpProduct.MILAN, chipId, tcb);
/// item.name();      // amd/milan/vcek/4ffb…9ba5/0.4.0.24.219
/// item.resource();  // /vcek/v1/Milan/4ffb…9ba5?blSPL=4&teeSPL=0&snpSPL=24&ucodeSPL=219
/// var material = Material.parse(item, body, Bytes.empty(), now);
/// ```
@NullMarked
package dev.strongroom.collateral.item;

import org.jspecify.annotations.NullMarked;
