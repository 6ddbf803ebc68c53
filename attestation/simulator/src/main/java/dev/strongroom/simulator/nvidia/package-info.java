/// A fake of NVIDIA's Remote Attestation Service: answers in the genuine form, signed by keys of
/// its own. It looks at no Evidence, and says of devices what tests want it to say.
///
/// ```java
/// var service = NrasService.create(random, now);
/// var answer = service.answer(NrasAnswerFields.v2(nonce, devices, now));
/// var tokens = NrasTokens.parse(answer);
/// var keys = NrasKeys.parse(service.jwks());
/// NrasVerifier.verify(tokens, keys, NrasSigners.simulation(List.of(service.issuerPin())), now);
/// ```
@NullMarked
package dev.strongroom.simulator.nvidia;

import org.jspecify.annotations.NullMarked;
