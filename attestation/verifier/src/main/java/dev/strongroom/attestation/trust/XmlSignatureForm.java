package dev.strongroom.attestation.trust;

import dev.strongroom.attestation.evidence.EnvelopedSignature;
import dev.strongroom.attestation.evidence.XmlElements;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.Printable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.w3c.dom.Attr;
import org.w3c.dom.Element;

/// The one form of XML signature that is verified: ECDSA with SHA-384 over one reference to the
/// whole document, in which only the signature itself is left out. There is nothing else in it, so
/// nothing in it can be understood in two ways.
///
/// | Element | Attributes | Elements in it |
/// |---|---|---|
/// | Signature | | SignedInfo, SignatureValue, KeyInfo |
/// | SignedInfo | | CanonicalizationMethod, SignatureMethod, Reference |
/// | CanonicalizationMethod | Canonical XML 1.1 | |
/// | SignatureMethod | ecdsa-sha384 | |
/// | Reference | URI="" | Transforms, DigestMethod, DigestValue |
/// | Transforms | | Transform (enveloped-signature), Transform (Canonical XML 1.1) |
/// | DigestMethod | sha384 | |
/// | DigestValue | | 48 bytes |
/// | SignatureValue | | r, s: 96 bytes |
/// | KeyInfo | | not looked at here |
final class XmlSignatureForm {
  private static final int DIGEST_BYTES = 48;
  private static final int SIGNATURE_BYTES = 96;

  private static final String C14N_11 = "http://www.w3.org/2006/12/xml-c14n11";
  private static final String MORE = "http://www.w3.org/2001/04/xmldsig-more#";

  /// What may be in an element.
  private sealed interface Content {}

  /// These elements in this order.
  private record Elements(List<Shape> shapes) implements Content {}

  /// Base64 of so many bytes.
  private record Value(int lengthBytes) implements Content {}

  /// Anything.
  private record Ignored() implements Content {}

  private record Shape(String name, Map<String, String> attributes, Content content) {}

  // spec: XML Signature 1.1 4.4.3.1 URI: the empty one is the whole document
  // spec: XML Signature 1.1 6.6.4: the enveloped signature is left out, and nothing else
  // spec: RFC 9231 2.1.3, 2.3.6: sha384, ecdsa-sha384
  private static final Shape SIGNATURE =
      parent(
          "Signature",
          Map.of(),
          parent(
              "SignedInfo",
              Map.of(),
              method("CanonicalizationMethod", C14N_11),
              method("SignatureMethod", MORE + "ecdsa-sha384"),
              parent(
                  "Reference",
                  Map.of("URI", ""),
                  parent(
                      "Transforms",
                      Map.of(),
                      method("Transform", EnvelopedSignature.NAMESPACE + "enveloped-signature"),
                      method("Transform", C14N_11)),
                  method("DigestMethod", MORE + "sha384"),
                  new Shape("DigestValue", Map.of(), new Value(DIGEST_BYTES)))),
          new Shape("SignatureValue", Map.of(), new Value(SIGNATURE_BYTES)),
          new Shape("KeyInfo", Map.of(), new Ignored()));

  private XmlSignatureForm() {}

  private static Shape parent(String name, Map<String, String> attributes, Shape... children) {
    return new Shape(name, attributes, new Elements(List.of(children)));
  }

  private static Shape method(String name, String algorithm) {
    return parent(name, Map.of("Algorithm", algorithm));
  }

  /// Where `signature` is otherwise, and how; nothing if it has the form.
  static Optional<String> difference(Element signature) {
    try {
      compare(signature, SIGNATURE);
      return Optional.empty();
    } catch (MalformedException e) {
      return Optional.of(e.field() + " " + e.reason());
    }
  }

  /// Goes as deep as the shape does.
  private static void compare(Element element, Shape shape) throws MalformedException {
    if (!XmlElements.is(element, EnvelopedSignature.NAMESPACE, shape.name())) {
      throw new MalformedException(XmlElements.name(element), -1, "instead of " + shape.name());
    }
    var attributes = new TreeMap<String, String>();
    for (Attr attribute : XmlElements.attributes(element)) {
      attributes.put(attribute.getName(), attribute.getValue());
    }
    if (!attributes.equals(shape.attributes())) {
      throw new MalformedException(
          shape.name(), -1, "has attributes " + Printable.name(attributes.toString()));
    }
    switch (shape.content()) {
      case Ignored _ -> {}
      case Value(int length) -> {
        int got = XmlElements.base64(element).length();
        if (got != length) {
          throw new MalformedException(shape.name(), -1, "of " + got + " bytes, want " + length);
        }
      }
      case Elements(var shapes) -> {
        var children = XmlElements.children(element);
        if (children.size() != shapes.size()) {
          throw new MalformedException(
              shape.name(), -1, "of " + children.size() + " elements, want " + shapes.size());
        }
        for (int i = 0; i < shapes.size(); i++) {
          compare(children.get(i), shapes.get(i));
        }
      }
    }
  }
}
