package dev.strongroom.attestation.evidence;

import dev.strongroom.wire.MalformedException;
import java.util.ArrayList;
import java.util.List;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/// The one XML signature in a document, directly in its root element, with the certificates that it
/// carries. Says nothing of authenticity: the certificates are a proposal, and what was signed is
/// not looked at. Not thread-safe, as its tree is not.
///
/// @param element the Signature element
/// @param chain what KeyInfo carries, in its order
public record EnvelopedSignature(Element element, CertificateChain chain) {
  /// Namespace of XML signatures.
  public static final String NAMESPACE = "http://www.w3.org/2000/09/xmldsig#";

  private static final String SIGNATURE = "Signature";
  private static final String KEY_INFO = "KeyInfo";
  private static final String X509_DATA = "X509Data";
  private static final String X509_CERTIFICATE = "X509Certificate";

  /// Finds it.
  ///
  /// @throws MalformedException if there is no signature in the root element, more than one
  ///   anywhere, or one whose KeyInfo is anything but one list of X.509 certificates
  // spec: XML Signature 1.1 8.1.3: who trusts a document for its signature sees what is signed
  public static EnvelopedSignature of(Document document) throws MalformedException {
    var all = document.getElementsByTagNameNS("*", SIGNATURE);
    if (all.getLength() != 1 || !(all.item(0) instanceof Element signature)) {
      throw new MalformedException(
          SIGNATURE, -1, "got " + all.getLength() + ", want exactly one, in the root element");
    }
    if (!document.getDocumentElement().isSameNode(signature.getParentNode())) {
      throw new MalformedException(SIGNATURE, -1, "is not in the root element");
    }
    if (!XmlElements.is(signature, NAMESPACE, SIGNATURE)) {
      throw new MalformedException(
          SIGNATURE, -1, "is no XML signature, want it of namespace " + NAMESPACE);
    }
    var keyInfo = only(XmlElements.children(signature), KEY_INFO, 1).getFirst();
    return new EnvelopedSignature(signature, chain(keyInfo));
  }

  private static CertificateChain chain(Element keyInfo) throws MalformedException {
    var within = XmlElements.children(keyInfo);
    var data = XmlElements.children(only(within, X509_DATA, within.size()).getFirst());
    if (within.size() != 1 || data.size() > CertificateChain.MAX_CERTIFICATES) {
      throw new MalformedException(
          X509_DATA,
          -1,
          "got %d with %d, want one of 1 to 8".formatted(within.size(), data.size()));
    }
    var certificates = new ArrayList<Certificate>();
    for (var element : only(data, X509_CERTIFICATE, data.size())) {
      var field = "chain[" + certificates.size() + "]";
      certificates.add(Certificate.ofDer(field, XmlElements.base64(element)));
    }
    return new CertificateChain(certificates);
  }

  /// Those of `elements` that are called `name`, if there are `count`, and at least one.
  private static List<Element> only(List<Element> elements, String name, int count)
      throws MalformedException {
    var found = elements.stream().filter(e -> XmlElements.is(e, NAMESPACE, name)).toList();
    if (found.isEmpty() || found.size() != count) {
      throw new MalformedException(
          name, -1, "got %d among %d elements".formatted(found.size(), elements.size()));
    }
    return found;
  }
}
