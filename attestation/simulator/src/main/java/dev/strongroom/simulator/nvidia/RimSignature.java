package dev.strongroom.simulator.nvidia;

import dev.strongroom.attestation.evidence.StrictXml;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.io.ByteArrayInputStream;
import java.io.StringWriter;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.xml.crypto.MarshalException;
import javax.xml.crypto.dsig.Reference;
import javax.xml.crypto.dsig.SignedInfo;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.XMLSignatureException;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMSignContext;
import javax.xml.crypto.dsig.keyinfo.KeyInfo;
import javax.xml.crypto.dsig.spec.C14NMethodParameterSpec;
import javax.xml.crypto.dsig.spec.TransformParameterSpec;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Element;

/// Puts a signature, and the certificates of its signer, before the end of a document's root
/// element. Thread-safe.
final class RimSignature {
  private static final String SECURE_VALIDATION = "org.jcp.xml.dsig.secureValidation";
  private static final String ID = "Id";

  private RimSignature() {}

  /// Signs.
  ///
  /// @param xml that ends with the end of its root element
  /// @param form not necessarily one that anybody accepts
  static String sign(String xml, RimSigners signers, RimSignatureForm form) {
    try {
      var document = StrictXml.parse("to be signed", Bytes.utf8(xml));
      var root = document.getDocumentElement();
      var context = new DOMSignContext(signers.signer().key(), root);
      context.setDefaultNamespacePrefix("ds");
      context.setProperty(SECURE_VALIDATION, false);
      declareIds(root, context);
      var factory = XMLSignatureFactory.getInstance("DOM");
      factory.newXMLSignature(signedInfo(factory, form), keyInfo(factory, signers)).sign(context);
      int end = xml.lastIndexOf("</");
      return xml.substring(0, end) + text(new DOMSource(root.getLastChild())) + xml.substring(end);
    } catch (GeneralSecurityException
        | MalformedException
        | MarshalException
        | XMLSignatureException
        | TransformerException e) {
      throw new IllegalStateException("signing a manifest failed", e);
    }
  }

  private static void declareIds(Element root, DOMSignContext context) {
    var elements = root.getElementsByTagName("*");
    for (int i = 0; i < elements.getLength(); i++) {
      if (elements.item(i) instanceof Element element && element.hasAttribute(ID)) {
        context.setIdAttributeNS(element, null, ID);
      }
    }
  }

  private static SignedInfo signedInfo(XMLSignatureFactory factory, RimSignatureForm form)
      throws GeneralSecurityException {
    var references = new ArrayList<Reference>();
    for (var reference : form.references()) {
      references.add(reference(factory, reference));
    }
    return factory.newSignedInfo(
        factory.newCanonicalizationMethod(form.canonicalization(), (C14NMethodParameterSpec) null),
        factory.newSignatureMethod(form.signature(), null),
        references);
  }

  private static Reference reference(XMLSignatureFactory factory, RimSignatureForm.Reference from)
      throws GeneralSecurityException {
    var transforms = new ArrayList<Transform>();
    for (var uri : from.transforms()) {
      transforms.add(factory.newTransform(uri, (TransformParameterSpec) null));
    }
    var digest = factory.newDigestMethod(from.digest(), null);
    return from.id().isEmpty()
        ? factory.newReference(from.uri(), digest, transforms, null, null)
        : factory.newReference(from.uri(), digest, transforms, null, from.id());
  }

  private static KeyInfo keyInfo(XMLSignatureFactory factory, RimSigners signers)
      throws GeneralSecurityException {
    var certificates = new ArrayList<X509Certificate>();
    for (var certificate : signers.chain().certificates()) {
      certificates.add(
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(certificate.der().toArray())));
    }
    var keyInfo = factory.getKeyInfoFactory();
    return keyInfo.newKeyInfo(List.of(keyInfo.newX509Data(certificates)));
  }

  private static String text(DOMSource source) throws TransformerException {
    var transformer = TransformerFactory.newDefaultInstance().newTransformer();
    transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
    var text = new StringWriter();
    transformer.transform(source, new StreamResult(text));
    // Base64 of the platform has carriage returns in it; in SignedInfo they are signed.
    var lines = text.toString();
    int unsigned = lines.indexOf("</ds:SignedInfo>");
    return lines.substring(0, unsigned) + lines.substring(unsigned).replace("&#13;", "");
  }
}
