package dev.strongroom.attestation.scheme.nvidia.rim;

import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.evidence.EnvelopedSignature;
import dev.strongroom.attestation.evidence.StrictXml;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.List;

/// What the bytes of a manifest say by themselves; as which [Rim] it was asked for is not among it.
/// Nothing is verified.
///
/// @param version colloquialVersion: the version of what it describes
/// @param product the chip that it is for
/// @param measurements what they must be, no index twice; at least one is active
/// @param floors what numbers in opaque data must at least be, no entry twice; mostly none
/// @param chain that its signature carries, signer first
public record RimTag(
    String version,
    String product,
    List<ReferenceMeasurement> measurements,
    List<SvnFloor> floors,
    CertificateChain chain) {
  public RimTag {
    measurements = List.copyOf(measurements);
    floors = List.copyOf(floors);
  }

  /// Reads a manifest.
  ///
  /// @param xml at most 256 KiB
  /// @throws MalformedException if it is no manifest, has something in it that is not known, or is
  ///   not signed exactly once
  public static RimTag parse(Bytes xml) throws MalformedException {
    var document = StrictXml.parse("RIM", xml);
    var signature = EnvelopedSignature.of(document);
    var content = RimContent.read(document.getDocumentElement());
    return new RimTag(
        content.version(),
        content.product(),
        content.payload().measurements(),
        content.payload().floors(),
        signature.chain());
  }
}
