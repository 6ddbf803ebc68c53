package dev.strongroom.attestation.trust;

import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.wire.Bytes;

/// A document with an enveloped XML signature that was read by
/// [dev.strongroom.attestation.evidence.StrictXml]. Whatever it says was read from [#xml] and from
/// nothing else, the signature left out.
public interface XmlSigned {
  /// The whole document, as received.
  Bytes xml();

  /// The certificates that its signature carries, a proposal.
  CertificateChain chain();

  /// What it is, for findings.
  String title();
}
