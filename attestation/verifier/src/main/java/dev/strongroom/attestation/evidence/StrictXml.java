package dev.strongroom.attestation.evidence;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.w3c.dom.DOMException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.Attributes;
import org.xml.sax.InputSource;
import org.xml.sax.Locator;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.XMLReader;
import org.xml.sax.ext.DefaultHandler2;
import org.xml.sax.ext.Locator2;
import org.xml.sax.helpers.LocatorImpl;

/// Reads XML 1.0 of strangers: UTF-8, elements, attributes and text, and nothing that a reader and
/// a verifier of signatures could see differently. Document types are refused, and with them every
/// entity beyond the five of XML itself; so are comments, processing instructions and CDATA
/// sections.
///
/// Length, depth, number of elements and of attributes have limits. The platform's parsers are made
/// anew for each call, since none of them is thread-safe; [#parse] is.
public final class StrictXml {
  /// Ten times the largest manifest that NVIDIA publishes.
  public static final int MAX_BYTES = 256 * 1024;

  /// An enveloped signature's transform lies six deep.
  static final int MAX_DEPTH = 8;

  /// A manifest with 64 measurements has about 90.
  static final int MAX_ELEMENTS = 512;

  /// A measurement has six, and one for each alternative.
  static final int MAX_ATTRIBUTES = 64;

  private static final String FEATURES = "http://xml.org/sax/features/";
  private static final String NO_DOCUMENT_TYPE =
      "http://apache.org/xml/features/disallow-doctype-decl";

  private StrictXml() {}

  /// The document in `xml`. It is the caller's alone and not thread-safe.
  ///
  /// @param field how errors name it
  /// @throws MalformedException if it is not well-formed, has what is refused here, or more than
  ///   the limits allow
  // spec: CWE-611: external entities are not resolved
  // spec: CWE-776: entities do not expand
  public static Document parse(String field, Bytes xml) throws MalformedException {
    if (xml.length() > MAX_BYTES) {
      throw new MalformedException(field, 0, "got " + xml.length() + " bytes, limit " + MAX_BYTES);
    }
    try {
      var handler = new Builder(DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder());
      var reader = reader();
      reader.setContentHandler(handler);
      reader.setErrorHandler(handler);
      reader.setEntityResolver(handler);
      reader.setProperty("http://xml.org/sax/properties/lexical-handler", handler);
      var source = new InputSource(new ByteArrayInputStream(xml.toArray()));
      source.setEncoding("UTF-8");
      reader.parse(source);
      return handler.document;
    } catch (SAXParseException e) {
      throw new MalformedException(
          field,
          -1,
          "line %d, column %d: %s".formatted(e.getLineNumber(), e.getColumnNumber(), reason(e)),
          e);
    } catch (SAXException | IOException e) {
      throw new MalformedException(field, -1, "is not well-formed XML in UTF-8", e);
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("features that every Java platform has", e);
    }
  }

  private static String reason(SAXParseException failure) {
    var words = String.valueOf(failure.getMessage());
    if (failure instanceof Refusal) {
      return words;
    }
    // In whatever language the parser speaks, it names the feature.
    return words.contains(NO_DOCUMENT_TYPE) ? "has a document type" : "is not well-formed XML";
  }

  private static XMLReader reader() throws ParserConfigurationException, SAXException {
    var factory = SAXParserFactory.newDefaultInstance();
    factory.setNamespaceAware(true);
    factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
    factory.setFeature(NO_DOCUMENT_TYPE, true);
    factory.setFeature(FEATURES + "external-general-entities", false);
    factory.setFeature(FEATURES + "external-parameter-entities", false);
    factory.setFeature(FEATURES + "namespace-prefixes", true);
    var reader = factory.newSAXParser().getXMLReader();
    reader.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
    reader.setProperty(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
    reader.setProperty("jdk.xml.elementAttributeLimit", Integer.toString(MAX_ATTRIBUTES));
    return reader;
  }

  /// What the parser itself would accept, and we do not.
  private static final class Refusal extends SAXParseException {
    private static final long serialVersionUID = 1L;

    Refusal(String reason, Locator where) {
      super(reason, where);
    }
  }

  /// Makes the tree, event by event. Used once.
  private static final class Builder extends DefaultHandler2 {
    private final Document document;
    private Node open;
    private Locator where = new LocatorImpl();
    private int depth;
    private int elements;

    Builder(DocumentBuilder builder) {
      document = builder.newDocument();
      open = document;
    }

    @Override
    public void setDocumentLocator(Locator locator) {
      where = locator;
    }

    @Override
    public void startElement(String uri, String localName, String name, Attributes attributes)
        throws SAXException {
      if (elements == 0) {
        version();
      }
      elements++;
      depth++;
      if (elements > MAX_ELEMENTS || depth > MAX_DEPTH) {
        throw refusal(
            "more than %d elements, or %d within each other".formatted(MAX_ELEMENTS, MAX_DEPTH));
      }
      open = open.appendChild(element(uri, name, attributes));
    }

    // The parser lets names through that are none with namespaces, such as `a:b:c`.
    private Element element(String uri, String name, Attributes attributes) throws SAXException {
      try {
        var element = document.createElementNS(uri.isEmpty() ? null : uri, name);
        for (int i = 0; i < attributes.getLength(); i++) {
          attribute(element, attributes, i);
        }
        return element;
      } catch (DOMException _) {
        throw refusal("has a name that is none with namespaces");
      }
    }

    private static void attribute(Element element, Attributes attributes, int i) {
      var name = attributes.getQName(i);
      boolean declares = name.equals("xmlns") || name.startsWith("xmlns:");
      var uri = declares ? XMLConstants.XMLNS_ATTRIBUTE_NS_URI : attributes.getURI(i);
      element.setAttributeNS(uri.isEmpty() ? null : uri, name, attributes.getValue(i));
    }

    /// XML 1.1 has other white space and other characters.
    private void version() throws SAXException {
      if (where instanceof Locator2 entity && !"1.0".equals(entity.getXMLVersion())) {
        throw refusal("XML " + entity.getXMLVersion() + ", want 1.0");
      }
    }

    @Override
    public void endElement(String uri, String localName, String name) {
      depth--;
      open = open.getParentNode();
    }

    @Override
    public void characters(char[] text, int start, int length) {
      open.appendChild(document.createTextNode(new String(text, start, length)));
    }

    @Override
    public void comment(char[] text, int start, int length) throws SAXException {
      throw refusal("has a comment");
    }

    @Override
    public void processingInstruction(String target, String data) throws SAXException {
      throw refusal("has a processing instruction");
    }

    @Override
    public void startCDATA() throws SAXException {
      throw refusal("has a CDATA section");
    }

    @Override
    public void startDTD(String name, String publicId, String systemId) throws SAXException {
      throw refusal("has a document type");
    }

    @Override
    public void skippedEntity(String name) throws SAXException {
      throw refusal("has an entity");
    }

    @Override
    public InputSource resolveEntity(String name, String publicId, String baseUri, String systemId)
        throws SAXException {
      throw refusal("refers to something outside");
    }

    @Override
    public void error(SAXParseException e) throws SAXException {
      throw e;
    }

    private Refusal refusal(String reason) {
      return new Refusal(reason, where);
    }
  }
}
