package dev.strongroom.simulator.nvidia;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.scheme.nvidia.rim.Rim;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.wire.Bytes;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Attacks on the signature of a manifest. Whoever makes them has good manifests; in the tests of
/// forms even the signer itself signs what must not be accepted.
class RimSignatureTest {
  private static final String FORM = "rejected nvidia.rim.signature-form";
  private static final String BROKEN = "rejected nvidia.rim.signature";
  private static final RimSignatureForm GENUINE = RimSignatureForm.genuine();

  private static final String GOOD = Rims.driver().sign(Rims.SIGNERS).utf8();

  private static String evil() {
    return Rims.driver().active(7, Rims.other()).xml();
  }

  private static String between(String xml, String from, String to) {
    int start = xml.indexOf(from);
    return xml.substring(start, xml.indexOf(to, start) + to.length());
  }

  private static String signatureOf(String xml) {
    return between(xml, "<ds:Signature ", "</ds:Signature>");
  }

  /// `xml` with `added` before the end of its root element.
  private static String ending(String xml, String added) {
    return xml.replace("</SoftwareIdentity>", added + "</SoftwareIdentity>");
  }

  private static String replaced(String xml, String from, String to) {
    assertThat(xml).contains(from);
    return xml.replace(from, to);
  }

  @Test
  void aGoodManifestHolds() throws Exception {
    assertThat(Rims.verdict(GOOD)).isEqualTo("verified");
    var verified = (Verified<Rim>) Rims.verification(Bytes.utf8(GOOD), Rims.NOW);
    assertThat(verified.evidence().product()).isEqualTo("GH100");
    assertThat(verified.evidence().measurements().get(7).alternatives())
        .containsExactly(Rims.measurement(7));
    assertThat(verified.chain()).isEqualTo(Rims.SIGNERS.chain());
    assertThat(verified.verifiedAt()).isEqualTo(Rims.NOW);
  }

  @Nested
  @DisplayName(
      "XML Signature 1.1 8.1.3: who trusts a document for its signature sees what is signed")
  class Wrapping {
    // spec: XML Signature 1.1 8.1.3
    @Test
    void aSignatureOfAnotherDocumentDoesNotHold() {
      assertThat(Rims.verdict(ending(evil(), signatureOf(GOOD)))).isEqualTo(BROKEN);
    }

    @Test
    void theSignedDocumentCannotHideInTheSignature() {
      var signature = signatureOf(GOOD);
      var hidden = GOOD.replace(signature, "");
      var wrapped =
          signature.replace(
              "</ds:Signature>", "<ds:Object>" + hidden + "</ds:Object></ds:Signature>");
      assertThat(Rims.verdict(ending(evil(), wrapped))).isEqualTo(FORM);
    }

    @Test
    void theSignedDocumentCannotHideInAnotherOne() {
      var outside = ending(evil(), "<wrapper>" + GOOD + "</wrapper>");
      assertThat(Rims.verdict(outside)).startsWith("malformed: Signature");
      var twice = ending(GOOD, "<wrapper>" + GOOD + "</wrapper>");
      assertThat(Rims.verdict(twice)).startsWith("malformed: Signature: got 2");
    }

    @Test
    void theSignedDocumentCannotBeAKeysContent() {
      var signature = signatureOf(GOOD);
      var hidden = GOOD.replace(signature, "");
      var wrapped = signature.replace("<ds:X509Data>", "<ds:X509Data/><ds:X509Data>" + hidden);
      assertThat(Rims.verdict(ending(evil(), wrapped))).startsWith("malformed: X509Data");
    }

    @Test
    void aPayloadBesideTheSignedOneIsRefused() {
      var payload = between(evil(), "<ns0:Payload", "</ns0:Payload>");
      var two = GOOD.replace("<ns0:Payload", payload + "<ns0:Payload");
      assertThat(Rims.verdict(two)).isEqualTo("malformed: Payload: is there twice");
    }

    @Test
    void aPayloadMovedIntoTheSignatureIsRefused() {
      var payload = between(GOOD, "<ns0:Payload", "</ns0:Payload>");
      var evilPayload = between(evil(), "<ns0:Payload", "</ns0:Payload>");
      var moved =
          GOOD.replace(payload, evilPayload)
              .replace(
                  "</ds:Signature>",
                  "<ds:Object xmlns:ns0=\"x\">" + payload + "</ds:Object></ds:Signature>");
      assertThat(Rims.verdict(moved)).isEqualTo(FORM);
    }

    @Test
    void oneReferenceToAPartIsRefused() {
      var marked = evil().replace("<ns0:Payload ", "<ns0:Payload Id=\"payload\" ");
      var whole = RimSignatureForm.wholeDocument();
      for (var reference :
          new RimSignatureForm.Reference[] {
            whole.uri("#payload").transforms(RimSignatureForm.C14N_11), whole.uri("#payload")
          }) {
        assertThat(Rims.signed(marked, GENUINE.reference(reference))).isEqualTo(FORM);
      }
    }

    @Test
    void twoReferencesAreRefused() {
      var marked = evil().replace("<ns0:Payload ", "<ns0:Payload Id=\"payload\" ");
      var part =
          RimSignatureForm.wholeDocument().uri("#payload").transforms(RimSignatureForm.C14N_11);
      assertThat(Rims.signed(marked, GENUINE.and(part))).isEqualTo(FORM);
      assertThat(Rims.signed(evil(), GENUINE.and(RimSignatureForm.wholeDocument())))
          .isEqualTo(FORM);
    }

    @Test
    void twoSignaturesAreRefused() {
      var signature = signatureOf(GOOD);
      assertThat(Rims.verdict(ending(GOOD, signature)))
          .isEqualTo("malformed: Signature: got 2, want exactly one, in the root element");
      var foreign = "<x:Signature xmlns:x=\"urn:x\"/>";
      assertThat(Rims.verdict(ending(GOOD, foreign))).startsWith("malformed: Signature: got 2");
    }

    @Test
    void noSignatureIsRefused() {
      assertThat(Rims.verdict(evil())).startsWith("malformed: Signature: got 0");
      var foreign = replaced(GOOD, "\"http://www.w3.org/2000/09/xmldsig#\"", "\"urn:x\"");
      assertThat(Rims.verdict(foreign)).startsWith("malformed: Signature: is no XML signature");
    }

    @Test
    void aPrefixThatMeansAnotherNamespaceIsSeen() {
      var other = replaced(GOOD, "xmlns:ns3=\"https://docs", "xmlns:ns3=\"https://other");
      assertThat(Rims.verdict(other)).isEqualTo(BROKEN);
      var hashes =
          replaced(
              GOOD, "xmlns:ns2=\"http://www.w3.org/2001/04/xmlenc#sha384\"", "xmlns:ns2=\"u\"");
      assertThat(Rims.verdict(hashes)).startsWith("malformed: ");
    }

    @Test
    void commentsAreRefusedWhereverTheyAre() {
      for (var place :
          new String[] {"<ns0:Meta", "<ds:SignedInfo", "</ds:DigestValue>", "<ds:KeyInfo"}) {
        var xml = replaced(GOOD, place, "<!-- x -->" + place);
        assertThat(Rims.verdict(xml)).contains("has a comment");
      }
      // Text of an attribute has no comments: this is another value.
      assertThat(Rims.verdict(replaced(GOOD, "\"550.90.07\"", "\"550.90&lt;!-- --&gt;.07\"")))
          .startsWith("malformed: colloquialVersion");
    }
  }

  @Nested
  @DisplayName("XML Signature 1.1 4.4: the form of a signature is NVIDIA's, even by NVIDIA's key")
  class Form {
    private String signed(UnaryOperator<RimSignatureForm> change) {
      return Rims.signed(Rims.driver().xml(), change.apply(GENUINE));
    }

    private String referring(UnaryOperator<RimSignatureForm.Reference> change) {
      return signed(form -> form.reference(change.apply(RimSignatureForm.wholeDocument())));
    }

    @Test
    void theGenuineFormHolds() {
      assertThat(signed(form -> form)).isEqualTo("verified");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
          "http://www.w3.org/2001/10/xml-exc-c14n#",
          "http://www.w3.org/2006/12/xml-c14n11#WithComments"
        })
    void otherCanonicalizationIsRefused(String uri) {
      var enveloped = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
      assertThat(signed(form -> form.canonicalization(uri))).isEqualTo(FORM);
      assertThat(referring(reference -> reference.transforms(enveloped, uri))).isEqualTo(FORM);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ecdsa-sha256", "ecdsa-sha512"})
    void otherSignatureAlgorithmsAreRefused(String name) {
      var uri = "http://www.w3.org/2001/04/xmldsig-more#" + name;
      assertThat(signed(form -> form.signature(uri))).isEqualTo(FORM);
    }

    // spec: RFC 9231 2.1.3, 2.3.6
    @Test
    void otherDigestsAreRefused() {
      var sha256 = "http://www.w3.org/2001/04/xmlenc#sha256";
      assertThat(referring(reference -> reference.digest(sha256))).isEqualTo(FORM);
      var sha512 = "http://www.w3.org/2001/04/xmlenc#sha512";
      assertThat(referring(reference -> reference.digest(sha512))).isEqualTo(FORM);
    }

    // spec: XML Signature 1.1 6.6.4
    @Test
    void otherTransformsAreRefused() {
      var enveloped = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
      var c14n = RimSignatureForm.C14N_11;
      assertThat(referring(reference -> reference.transforms(enveloped))).isEqualTo(FORM);
      assertThat(referring(reference -> reference.transforms(enveloped, enveloped, c14n)))
          .isEqualTo(FORM);
    }

    // spec: XML Signature 1.1 4.4.3.1 URI
    @Test
    void otherReferencesAreRefused() {
      assertThat(referring(reference -> reference.id("r"))).isEqualTo(FORM);
      assertThat(Rims.verdict(replaced(GOOD, "URI=\"\"", "URI=\"\" Type=\"urn:x\"")))
          .isEqualTo(FORM);
      assertThat(Rims.verdict(replaced(GOOD, " URI=\"\"", ""))).isEqualTo(FORM);
      assertThat(Rims.verdict(replaced(GOOD, "URI=\"\"", "URI=\"#xpointer(/)\""))).isEqualTo(FORM);
      assertThat(Rims.verdict(replaced(GOOD, "URI=\"\"", "URI=\"file:///etc/passwd\"")))
          .isEqualTo(FORM);
      assertThat(Rims.verdict(replaced(GOOD, "URI=\"\"", "URI=\"http://127.0.0.1/\"")))
          .isEqualTo(FORM);
    }

    @Test
    void otherAlgorithmsCannotBeClaimed() {
      var ecdsa = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384";
      for (var uri :
          new String[] {
            "http://www.w3.org/2001/04/xmldsig-more#hmac-sha384",
            "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384",
            "http://www.w3.org/2000/09/xmldsig#dsa-sha1",
            "urn:none",
            ""
          }) {
        assertThat(Rims.verdict(replaced(GOOD, ecdsa, uri))).isEqualTo(FORM);
      }
      var parameter = "<ds:HMACOutputLength>0</ds:HMACOutputLength></ds:SignatureMethod>";
      var method = "<ds:SignatureMethod Algorithm=\"" + ecdsa + "\"";
      assertThat(Rims.verdict(replaced(GOOD, method + "/>", method + ">" + parameter)))
          .isEqualTo(FORM);
    }

    @Test
    void transformsThatRunProgramsAreRefused() {
      var transform = "<ds:Transform Algorithm=\"http://www.w3.org/2006/12/xml-c14n11\"/>";
      for (var uri :
          new String[] {
            "http://www.w3.org/TR/1999/REC-xslt-19991116",
            "http://www.w3.org/TR/1999/REC-xpath-19991116",
            "http://www.w3.org/2002/06/xmldsig-filter2"
          }) {
        var other =
            "<ds:Transform Algorithm=\"%s\"><ds:XPath>true()</ds:XPath></ds:Transform>"
                .formatted(uri);
        assertThat(Rims.verdict(replaced(GOOD, transform, other))).isEqualTo(FORM);
      }
    }

    @Test
    void valuesHaveTheirLength() {
      var value = between(GOOD, "<ds:SignatureValue>", "</ds:SignatureValue>");
      for (var wrong :
          new String[] {"", "AAAA", Bytes.zeros(97).base64(), "####", "QQ==QQ==", "QR=="}) {
        var xml = replaced(GOOD, value, "<ds:SignatureValue>" + wrong + "</ds:SignatureValue>");
        assertThat(Rims.verdict(xml)).isEqualTo(FORM);
      }
      var zeros = "<ds:SignatureValue>" + Bytes.zeros(96).base64() + "</ds:SignatureValue>";
      assertThat(Rims.verdict(replaced(GOOD, value, zeros))).isEqualTo(BROKEN);
      var digest = between(GOOD, "<ds:DigestValue>", "</ds:DigestValue>");
      var none = "<ds:DigestValue></ds:DigestValue>";
      assertThat(Rims.verdict(replaced(GOOD, digest, none))).isEqualTo(FORM);
    }

    @Test
    void elementsThatAreMissingOrMoreAreRefused() {
      var value = between(GOOD, "<ds:SignatureValue>", "</ds:SignatureValue>");
      assertThat(Rims.verdict(replaced(GOOD, value, ""))).isEqualTo(FORM);
      assertThat(Rims.verdict(replaced(GOOD, value, value + value))).isEqualTo(FORM);
      assertThat(Rims.verdict(replaced(GOOD, value, "<ds:Object/>"))).isEqualTo(FORM);
      assertThat(Rims.verdict(replaced(GOOD, "<ds:SignedInfo>", "<ds:SignedInfo Id=\"x\">")))
          .isEqualTo(FORM);
      assertThat(Rims.verdict(replaced(GOOD, "<ds:SignedInfo>", "<ds:SignedInfo>x")))
          .isEqualTo(FORM);
    }
  }

  @Nested
  @DisplayName("KeyInfo is a proposal: the key is that of the verified chain")
  class Keys {
    private static final RimSigners FOREIGN = RimSigners.create(Rims.RANDOM, Rims.NOT_BEFORE);

    @Test
    void aForeignChainThatFitsItsSignatureIsRefused() {
      assertThat(Rims.verdict(Rims.driver().sign(FOREIGN)))
          .isEqualTo("rejected chain.root-profile");
    }

    @Test
    void aForeignSignatureDoesNotHoldUnderTheGoodChain() {
      var foreign = Rims.driver().sign(FOREIGN).utf8();
      var keyInfo = between(GOOD, "<ds:KeyInfo>", "</ds:KeyInfo>");
      var theirs = between(foreign, "<ds:KeyInfo>", "</ds:KeyInfo>");
      assertThat(Rims.verdict(replaced(foreign, theirs, keyInfo))).isEqualTo(BROKEN);
    }

    @Test
    void aForeignSignerBelowTheGoodIssuersIsRefused() {
      var mixed =
          new RimSigners(
              Rims.SIGNERS.root(), Rims.SIGNERS.ca(), Rims.SIGNERS.l3(), FOREIGN.signer());
      assertThat(Rims.verdict(Rims.driver().sign(mixed))).isEqualTo("rejected chain.signature");
    }

    // spec: NVIDIA RIM KeyInfo
    @Test
    void chainsOfAnotherLengthAreRefused() {
      var certificate = between(GOOD, "<ds:X509Certificate>", "</ds:X509Certificate>");
      assertThat(Rims.verdict(replaced(GOOD, certificate, ""))).isEqualTo("rejected chain.length");
      assertThat(Rims.verdict(replaced(GOOD, certificate, certificate + certificate)))
          .isEqualTo("rejected chain.length");
      assertThat(Rims.verdict(replaced(GOOD, certificate, certificate.repeat(6))))
          .startsWith("malformed: X509Data: got 1 with 9");
    }

    @Test
    void otherKeysInKeyInfoAreRefused() {
      for (var other :
          new String[] {
            "<ds:KeyName>x</ds:KeyName>",
            "<ds:KeyValue/>",
            "<ds:X509Data/>",
            "<ds:RetrievalMethod URI=\"#x\"/>"
          }) {
        assertThat(Rims.verdict(replaced(GOOD, "<ds:X509Data>", other + "<ds:X509Data>")))
            .startsWith("malformed: X509Data");
      }
      assertThat(
              Rims.verdict(
                  replaced(GOOD, "<ds:X509Data>", "<ds:X509Data><ds:X509CRL>AA==</ds:X509CRL>")))
          .startsWith("malformed: X509Certificate");
    }
  }
}
