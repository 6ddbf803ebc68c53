package dev.strongroom.simulator.nvidia;

import java.util.ArrayList;
import java.util.List;

/// How a manifest is signed: as NVIDIA does, or in one thing otherwise.
///
/// @param canonicalization of SignedInfo, by its URI; so the others
/// @param signature algorithm
/// @param references what is signed
record RimSignatureForm(String canonicalization, String signature, List<Reference> references) {
  /// Canonical XML 1.1.
  static final String C14N_11 = "http://www.w3.org/2006/12/xml-c14n11";

  private static final String ECDSA_SHA384 = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384";
  private static final String SHA384 = "http://www.w3.org/2001/04/xmldsig-more#sha384";
  private static final String ENVELOPED = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";

  /// One reference.
  ///
  /// @param uri `""` for the whole document
  /// @param id of the reference itself, or nothing
  record Reference(String uri, String id, List<String> transforms, String digest) {
    Reference {
      transforms = List.copyOf(transforms);
    }

    /// To something else.
    Reference uri(String value) {
      return new Reference(value, id, transforms, digest);
    }

    /// With an id.
    Reference id(String value) {
      return new Reference(uri, value, transforms, digest);
    }

    /// With these transforms.
    Reference transforms(String... uris) {
      return new Reference(uri, id, List.of(uris), digest);
    }

    /// With another digest.
    Reference digest(String value) {
      return new Reference(uri, id, transforms, value);
    }
  }

  RimSignatureForm {
    references = List.copyOf(references);
  }

  /// As NVIDIA signs.
  static RimSignatureForm genuine() {
    return new RimSignatureForm(C14N_11, ECDSA_SHA384, List.of(wholeDocument()));
  }

  /// The one reference of a genuine manifest.
  static Reference wholeDocument() {
    return new Reference("", "", List.of(ENVELOPED, C14N_11), SHA384);
  }

  /// With another canonicalization of SignedInfo.
  RimSignatureForm canonicalization(String value) {
    return new RimSignatureForm(value, signature, references);
  }

  /// With another algorithm.
  RimSignatureForm signature(String value) {
    return new RimSignatureForm(canonicalization, value, references);
  }

  /// With this reference alone.
  RimSignatureForm reference(Reference value) {
    return new RimSignatureForm(canonicalization, signature, List.of(value));
  }

  /// With one more reference.
  RimSignatureForm and(Reference value) {
    var all = new ArrayList<>(references);
    all.add(value);
    return new RimSignatureForm(canonicalization, signature, all);
  }
}
