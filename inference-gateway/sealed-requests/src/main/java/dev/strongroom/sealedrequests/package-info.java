/// Oblivious HTTP message encapsulation (RFC 9458): bytes that a client seals to one node's request
/// key, and an answer that only this client can open. Whoever carries them in between sees sizes.
/// Payloads are opaque here; whether they are Binary HTTP is the caller's affair.
///
/// ```java
/// var key = RequestKey.generate(1, random);                  // node, born in the TEE
/// var sealed = SealedRequest.seal(key.config(), suite, payload, random); // client
/// var opened = new RequestOpener(key, capacity).open(sealed.message());  // node
/// var answer = opened.sealResponse(response, random);                    // node
/// Bytes response = sealed.openResponse(answer);                          // client
/// ```
@NullMarked
package dev.strongroom.sealedrequests;

import org.jspecify.annotations.NullMarked;
