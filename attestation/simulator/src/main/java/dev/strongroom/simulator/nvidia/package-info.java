/// A fake NVIDIA: a certificate hierarchy of the genuine shape for GH100, GB100 and LS10, and
/// devices that sign bit-exact reports under it, one by one or as a whole board.
///
/// ```java
/// var nvidia = NvidiaHierarchy.create(random, notBefore);
/// var devices = Board.hgxH100().build(nvidia, "node-1", random, notBefore);
/// var evidence = devices.getFirst().report(nonce, fields -> {});
/// ```
@NullMarked
package dev.strongroom.simulator.nvidia;

import org.jspecify.annotations.NullMarked;
