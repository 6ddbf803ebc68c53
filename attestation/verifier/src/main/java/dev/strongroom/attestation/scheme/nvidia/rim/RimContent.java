package dev.strongroom.attestation.scheme.nvidia.rim;

import dev.strongroom.attestation.evidence.EnvelopedSignature;
import dev.strongroom.attestation.evidence.XmlElements;
import dev.strongroom.wire.MalformedException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.w3c.dom.Element;

/// What a manifest says, its signature left out: the elements of a SWID tag of which NVIDIA makes
/// use, and no others.
///
/// @param version colloquialVersion
/// @param product chip
record RimContent(String version, String product, RimPayload payload) {
  /// Namespace of SWID tags.
  static final String SWID = "http://standards.iso.org/iso/19770/-2/2015/schema.xsd";

  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  /// Reads the root element of a tag.
  ///
  /// @throws MalformedException if an element is missing, unknown or there twice
  // spec: ISO/IEC 19770-2:2015 SoftwareIdentity: Meta and Payload describe the software
  static RimContent read(Element root) throws MalformedException {
    if (!XmlElements.is(root, SWID, "SoftwareIdentity")) {
      throw new MalformedException(XmlElements.name(root), -1, "want a SWID SoftwareIdentity");
    }
    RimPayload.refuseNumeric(root);
    var meta = Optional.<Element>empty();
    var payload = Optional.<Element>empty();
    for (var child : XmlElements.children(root)) {
      if (XmlElements.is(child, SWID, "Meta")) {
        meta = once(meta, child);
      } else if (XmlElements.is(child, SWID, "Payload")) {
        payload = once(payload, child);
      } else if (!isPassedOver(child)) {
        throw new MalformedException(XmlElements.name(child), -1, "is not known in a manifest");
      }
    }
    return of(required("Meta", meta), required("Payload", payload));
  }

  private static RimContent of(Element meta, Element payload) throws MalformedException {
    childless(meta);
    return new RimContent(
        word(meta, "colloquialVersion"), word(meta, "product"), RimPayload.read(payload));
  }

  /// Entity says who made the tag; the signature proves it.
  private static boolean isPassedOver(Element child) throws MalformedException {
    if (XmlElements.is(child, SWID, "Entity")) {
      childless(child);
      return true;
    }
    return XmlElements.is(child, EnvelopedSignature.NAMESPACE, "Signature");
  }

  private static Optional<Element> once(Optional<Element> before, Element found)
      throws MalformedException {
    if (before.isPresent()) {
      throw new MalformedException(XmlElements.name(found), -1, "is there twice");
    }
    return Optional.of(found);
  }

  private static Element required(String name, Optional<Element> found) throws MalformedException {
    return found.orElseThrow(() -> new MalformedException(name, -1, "is absent"));
  }

  /// Refuses what is in `element`, and numeric references on it.
  static void childless(Element element) throws MalformedException {
    List<Element> children = XmlElements.children(element);
    if (!children.isEmpty()) {
      throw new MalformedException(
          XmlElements.name(element), -1, "has " + XmlElements.name(children.getFirst()));
    }
    RimPayload.refuseNumeric(element);
  }

  private static String word(Element element, String attribute) throws MalformedException {
    var value = element.getAttributeNS(null, attribute);
    if (!WORD.matcher(value).matches()) {
      throw new MalformedException(
          attribute, -1, "want 1 to 64 letters, digits, dots, underscores and hyphens");
    }
    return value;
  }
}
