/// A fake NVIDIA: a certificate hierarchy of the genuine shape for GH100, GB100 and LS10, devices
/// that sign bit-exact reports under it, one by one or as a whole board; signers of reference
/// integrity manifests; and its attestation service, which looks at no Evidence and says of devices
/// what tests want it to say.
///
/// ```java
/// var nvidia = NvidiaHierarchy.create(random, notBefore);
/// var devices = Board.hgxH100().build(nvidia, "node-1", random, notBefore);
/// var evidence = devices.getFirst().report(nonce, fields -> {});
///
/// var signers = RimSigners.create(random, notBefore);
/// var xml = new RimDocument("GH100", "550.90.07").active(7, measurement).sign(signers);
///
/// var service = NrasService.create(random, now);
/// var answer = service.answer(NrasAnswerFields.v2(nonce, devices, now));
/// ```
@NullMarked
package dev.strongroom.simulator.nvidia;

import org.jspecify.annotations.NullMarked;
