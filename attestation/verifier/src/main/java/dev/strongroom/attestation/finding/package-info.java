/// What is wrong with a piece of Evidence: a [Rule] that was broken, what it wants, what was seen.
///
/// ```java
/// new Finding(SnpRule.DEBUG, "0", "1").describe();
/// ```
@NullMarked
package dev.strongroom.attestation.finding;

import org.jspecify.annotations.NullMarked;
