/// What a policy demands of one bit and expects of one value, alike for every scheme: no `null` and
/// no missing option ever means "anything".
@NullMarked
package dev.strongroom.attestation.demand;

import org.jspecify.annotations.NullMarked;
