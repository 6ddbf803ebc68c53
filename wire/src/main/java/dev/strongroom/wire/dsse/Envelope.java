package dev.strongroom.wire.dsse;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.json.StrictJson;
import java.util.Collection;
import java.util.List;

/// A DSSE envelope: payload, payload type and signatures (DSSE 1.0.2, envelope.md). Immutable.
///
/// @param payloadType what the payload is; part of what is signed
/// @param payload the signed bytes
/// @param signatures at least one, at most [#MAX_SIGNATURES]
public record Envelope(String payloadType, Bytes payload, List<Signature> signatures) {
  /// More signers than any quorum of ours.
  public static final int MAX_SIGNATURES = 16;

  /// One signature.
  ///
  /// @param keyid hint of which key made it, see [PublicKey#keyId]; not authenticated
  /// @param sig the signature over the pre-authentication encoding
  public record Signature(String keyid, Bytes sig) {}

  public Envelope {
    signatures = List.copyOf(signatures);
    if (signatures.isEmpty() || signatures.size() > MAX_SIGNATURES) {
      throw new IllegalArgumentException("an envelope carries 1 to 16 signatures");
    }
  }

  /// Reads the JSON form.
  ///
  /// @throws MalformedException if it is not exactly an envelope
  public static Envelope parse(Bytes json) throws MalformedException {
    return StrictJson.read(json, Envelope.class);
  }

  /// The JSON form.
  public Bytes toJson() {
    return StrictJson.write(this);
  }

  /// What is signed: `"DSSEv1" SP len(type) SP type SP len(payload) SP payload` (DSSE 1.0.2,
  /// protocol.md, PAE).
  static Bytes preAuthenticationEncoding(String payloadType, Bytes payload) {
    var type = Bytes.utf8(payloadType);
    return Bytes.utf8("DSSEv1 " + type.length() + " ")
        .concat(type)
        .concat(Bytes.utf8(" " + payload.length() + " "))
        .concat(payload);
  }

  /// Returns the payload if one of `trusted` signed it as a `payloadType`.
  ///
  /// @throws UntrustedException if no trusted key signed exactly this
  public Bytes verify(String payloadType, Collection<PublicKey> trusted) throws UntrustedException {
    if (!this.payloadType.equals(payloadType)) {
      throw new UntrustedException("payload type is " + this.payloadType + ", want " + payloadType);
    }
    var signed = preAuthenticationEncoding(payloadType, payload);
    for (var signature : signatures) {
      for (var key : trusted) {
        if (key.verify(signed, signature.sig())) {
          return payload;
        }
      }
    }
    var claimed = signatures.getFirst().keyid();
    if (trusted.stream().anyMatch(key -> key.keyId().equals(claimed))) {
      throw new UntrustedException(
          "changed: the signature of " + claimed + " does not hold over it");
    }
    throw new UntrustedException(
        "signed by "
            + claimed
            + ", trusted are "
            + trusted.stream().map(PublicKey::keyId).toList());
  }
}
