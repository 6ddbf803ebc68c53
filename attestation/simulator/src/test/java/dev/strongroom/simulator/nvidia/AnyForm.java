package dev.strongroom.simulator.nvidia;

import dev.strongroom.attestation.evidence.StrictXml;
import dev.strongroom.wire.Bytes;
import java.security.KeyFactory;
import java.security.spec.X509EncodedKeySpec;
import javax.xml.crypto.KeySelector;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import org.w3c.dom.Element;

/// The platform's verifier as it comes, but for the key: what it accepts and we do not, we refuse
/// for its form.
final class AnyForm {
  private AnyForm() {}

  static boolean holds(String xml, RimSigners signers) {
    try {
      var document = StrictXml.parse("any form", Bytes.utf8(xml));
      var spki = signers.signer().certificate().spki().toArray();
      var key = KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(spki));
      var signatures =
          document.getElementsByTagNameNS("http://www.w3.org/2000/09/xmldsig#", "Signature");
      var context =
          new DOMValidateContext(KeySelector.singletonKeySelector(key), signatures.item(0));
      context.setProperty("org.jcp.xml.dsig.secureValidation", false);
      var all = document.getElementsByTagName("*");
      for (int i = 0; i < all.getLength(); i++) {
        if (all.item(i) instanceof Element element && element.hasAttribute("Id")) {
          context.setIdAttributeNS(element, null, "Id");
        }
      }
      return XMLSignatureFactory.getInstance("DOM")
          .unmarshalXMLSignature(context)
          .validate(context);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
