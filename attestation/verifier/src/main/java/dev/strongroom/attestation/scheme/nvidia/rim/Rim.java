package dev.strongroom.attestation.scheme.nvidia.rim;

import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.trust.XmlSigned;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.List;

/// A reference integrity manifest of NVIDIA: a SWID tag (ISO/IEC 19770-2:2015) with an enveloped
/// XML signature. Made from bytes alone, so that what it says is what [RimVerifier] verifies. Equal
/// by id and bytes. Thread-safe.
///
/// | Where | What |
/// |---|---|
/// | Meta, colloquialVersion | version of driver, VBIOS or BIOS |
/// | Meta, product | chip: `GH100`, `GB100`, `LS10` |
/// | Payload | reference values, see [ReferenceMeasurement] and [SvnFloor] |
/// | Signature, KeyInfo | signer, L3, CA, root |
///
/// The same driver or VBIOS can get a new revision of its manifest under the same id: reference
/// values are only as good as their date.
public final class Rim implements XmlSigned {
  private final RimId id;
  private final Bytes xml;
  private final RimTag tag;

  private Rim(RimId id, Bytes xml, RimTag tag) {
    this.id = id;
    this.xml = xml;
    this.tag = tag;
  }

  /// Reads a manifest.
  ///
  /// @param id as which it was asked for; nothing in it says so
  /// @param xml at most 256 KiB
  /// @throws MalformedException if it is no manifest, has something in it that is not known, or is
  ///   not signed exactly once
  public static Rim parse(RimId id, Bytes xml) throws MalformedException {
    return new Rim(id, xml, RimTag.parse(xml));
  }

  /// As which it was asked for.
  public RimId id() {
    return id;
  }

  /// What its bytes say.
  public RimTag tag() {
    return tag;
  }

  /// colloquialVersion: the version of what it describes.
  public String version() {
    return tag.version();
  }

  /// The chip that it is for.
  public String product() {
    return tag.product();
  }

  /// What measurements must be, no index twice; at least one is active.
  public List<ReferenceMeasurement> measurements() {
    return tag.measurements();
  }

  /// What numbers in opaque data must at least be, no entry twice; mostly none.
  public List<SvnFloor> floors() {
    return tag.floors();
  }

  @Override
  public Bytes xml() {
    return xml;
  }

  @Override
  public CertificateChain chain() {
    return tag.chain();
  }

  @Override
  public String title() {
    return "manifest " + id.text();
  }

  @Override
  public boolean equals(Object other) {
    return other == this
        || (other instanceof Rim that && id.equals(that.id) && xml.equals(that.xml));
  }

  @Override
  public int hashCode() {
    return xml.hashCode();
  }

  @Override
  public String toString() {
    return "Rim[" + id.text() + "]";
  }
}
