package dev.strongroom.collateral.item;

import dev.strongroom.attestation.evidence.OcspResponse;
import dev.strongroom.collateral.item.Material.Validity;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;

/// Answers of NVIDIA's services.
final class NvidiaForms {
  private NvidiaForms() {}

  /// A manifest is as good as its signer.
  static Validity manifest(NvidiaItem.Rim item, Bytes body) throws MalformedException {
    var rim = RimAnswer.read(item.name(), body);
    // spec: NVIDIA RIM service id: the answer is the manifest that was asked for
    if (!rim.id().equals(item.id())) {
      throw new MalformedException(item.name(), -1, "is the manifest " + rim.id().text());
    }
    var signer = rim.chain().leaf();
    return new Validity(signer.notBefore(), signer.notAfter());
  }

  static Validity ocsp(NvidiaItem.Ocsp item, Bytes body) throws MalformedException {
    for (var single : OcspResponse.ofDer(item.name(), body).singles()) {
      if (!single.certificate().equals(item.certificate())) {
        continue;
      }
      // spec: RFC 6960 2.4 nextUpdate: is there; without it nothing would say when an answer is
      // stale
      var until =
          single
              .nextUpdate()
              .orElseThrow(() -> new MalformedException(item.name(), -1, "has no nextUpdate"));
      return new Validity(single.thisUpdate(), until);
    }
    // spec: RFC 6960 2.2 certificate: the answer is about the one that was asked for
    throw new MalformedException(item.name(), -1, "is about another certificate");
  }
}
