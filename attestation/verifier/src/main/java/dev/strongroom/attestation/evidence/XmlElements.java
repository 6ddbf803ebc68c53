package dev.strongroom.attestation.evidence;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.Printable;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import org.w3c.dom.Attr;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.Text;

/// Strict looks at the elements of a tree that [StrictXml] made. Thread-safe as far as the tree is.
public final class XmlElements {
  private XmlElements() {}

  /// The elements in `parent`, between which there is only white space.
  ///
  /// @throws MalformedException if there is other text
  public static List<Element> children(Element parent) throws MalformedException {
    var children = new ArrayList<Element>();
    for (Node at = parent.getFirstChild(); at != null; at = at.getNextSibling()) {
      switch (at) {
        case Element element -> children.add(element);
        case Text text when text.getData().isBlank() -> {}
        default -> throw new MalformedException(name(parent), -1, "has text");
      }
    }
    return children;
  }

  /// The text in `element`, without the white space in it, as Base64.
  ///
  /// @throws MalformedException if there are elements, or other text than Base64
  public static Bytes base64(Element element) throws MalformedException {
    var text = new StringBuilder();
    for (Node at = element.getFirstChild(); at != null; at = at.getNextSibling()) {
      if (!(at instanceof Text part)) {
        throw new MalformedException(name(element), -1, "has elements");
      }
      part.getData().chars().filter(c -> !isSpace(c)).forEach(c -> text.append((char) c));
    }
    return Bytes.ofBase64(name(element), text.toString());
  }

  private static boolean isSpace(int c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
  }

  /// The attributes of `element` that declare no namespace.
  public static List<Attr> attributes(Element element) {
    var attributes = new ArrayList<Attr>();
    var all = element.getAttributes();
    for (int i = 0; i < all.getLength(); i++) {
      if (all.item(i) instanceof Attr attribute
          && !XMLConstants.XMLNS_ATTRIBUTE_NS_URI.equals(attribute.getNamespaceURI())) {
        attributes.add(attribute);
      }
    }
    return attributes;
  }

  /// True if `element` is `name` of `namespace`.
  public static boolean is(Element element, String namespace, String name) {
    return name.equals(element.getLocalName()) && namespace.equals(element.getNamespaceURI());
  }

  /// Local name, as errors show it.
  public static String name(Node node) {
    return Printable.name(node.getLocalName());
  }
}
