/// One harness over everything that reads hostile bytes. A parser joins by one line in
/// [dev.strongroom.attestation.fuzz.Parsers]; the test of all parsers and `./dev fuzz` both take it
/// from there.
@NullMarked
package dev.strongroom.attestation.fuzz;

import org.jspecify.annotations.NullMarked;
