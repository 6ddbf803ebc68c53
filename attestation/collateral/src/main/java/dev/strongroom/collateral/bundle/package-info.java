/// Collateral that travels: a directory or a zip archive with a manifest of digests, signed, with
/// an end. For sites that cannot, or shall not, ask the vendors themselves.
///
/// ```
/// manifest.dsse.json                        DSSE envelope of the manifest (unsigned: manifest.json)
/// amd/milan/vcek-chain.pem                  each item under its name
/// amd/milan/vcek/4ffb…9ba5/0.4.0.24.219.der
/// intel/tdx/tcb/00806f050000/early.json     with its issuers beside it
/// intel/tdx/tcb/00806f050000/early.chain.pem
/// ```
///
/// ```java
/// BundleWriter.write(Path.of("site.zip"), materials, now, now.plus(Duration.ofDays(14)), key);
/// var contents = BundleReader.read(Path.of("site.zip"), List.of(key.publicKey()));
/// ```
@NullMarked
package dev.strongroom.collateral.bundle;

import org.jspecify.annotations.NullMarked;
