package dev.strongroom.simulator.nvidia;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.evidence.StrictXml;
import dev.strongroom.attestation.evidence.XmlElements;
import dev.strongroom.attestation.scheme.nvidia.rim.Rim;
import dev.strongroom.attestation.scheme.nvidia.rim.SvnFloor;
import dev.strongroom.simulator.pki.AuthorityFiles;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.testing.Vectors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;

/// What a manifest may say, tried in manifests that are well signed.
class RimDocumentTest {
  /// Path of each element with the names of its attributes, in order.
  private static List<String> layout(Bytes xml) throws MalformedException {
    var layout = new ArrayList<String>();
    layout("", StrictXml.parse("layout", xml).getDocumentElement(), layout);
    return layout;
  }

  private static void layout(String above, Element element, List<String> out)
      throws MalformedException {
    var path = above + "/" + element.getNodeName();
    var names = new ArrayList<String>();
    for (var attribute : XmlElements.attributes(element)) {
      names.add(attribute.getName());
    }
    out.add(path + names);
    if (!element.getLocalName().endsWith("Value")
        && !element.getLocalName().equals("X509Certificate")) {
      for (var child : XmlElements.children(element)) {
        layout(path, child, out);
      }
    }
  }

  @Test
  @Tag("vectors")
  void looksLikeTheGenuineOne() throws Exception {
    var folder = "gpu/hopper/h100-550.90.07/";
    var genuine =
        Rim.parse(Rims.DRIVER, Vectors.read(folder + "NV_GPU_DRIVER_GH100_550.90.07.xml"));
    var ours = new RimDocument("GH100", "550.90.07");
    for (var reference : genuine.measurements()) {
      if (reference.active()) {
        ours.active(reference.index(), reference.alternatives().toArray(Bytes[]::new));
      }
    }
    var signed = ours.sign(Rims.SIGNERS);
    assertThat(layout(signed)).isEqualTo(layout(genuine.xml()));
    var read = Rim.parse(Rims.DRIVER, signed);
    assertThat(read.measurements()).isEqualTo(genuine.measurements());
    assertThat(read.product()).isEqualTo(genuine.product());
    assertThat(read.version()).isEqualTo(genuine.version());
    assertThat(read.chain().certificates()).hasSameSizeAs(genuine.chain().certificates());
  }

  @Test
  void signersAreReadAsTheyWereWritten(@TempDir Path directory) throws Exception {
    AuthorityFiles.save(directory, Rims.SIGNERS.authorities());
    assertThat(RimSigners.load(directory).chain()).isEqualTo(Rims.SIGNERS.chain());
    assertThat(Rims.verdict(Rims.driver().sign(RimSigners.load(directory)))).isEqualTo("verified");
    assertThat(Files.exists(directory.resolve("nvidia-rim-root.key"))).isTrue();
    assertThat(Rims.SIGNERS.signer().toString()).contains("redacted");
  }

  @Nested
  @DisplayName("NVIDIA RIM Payload: as many hashes as alternatives, each of size bytes")
  class Measurements {
    // spec: NVIDIA RIM Payload alternatives
    @ParameterizedTest
    @CsvSource({
      "type, Measured, type: got 'Measured'",
      "index, 7.0, index: got '7.0'",
      "index, 07, index: got '07'",
      "index, -1, index: got '-1'",
      "index, 64, index: got 64",
      "index, 4095, index: got 4095",
      "index, 69632, index: got 69632",
      "index, 99999999999, index: got '99999999999'",
      "index, 8, index: 8 is there twice",
      "active, true, active: got 'true'",
      "active, TRUE, active: got 'TRUE'",
      "active, '', active: got ''",
      "alternatives, 0, alternatives: got 0",
      "alternatives, 2, {http://www.w3.org/2001/04/xmlenc#sha384}Hash1: is absent",
      "alternatives, 33, alternatives: got 33",
      "size, 47, size: got '47'",
      "size, 048, size: got '048'",
      "ns2:Hash0, 00, Hash0: got 1 bytes",
      "ns2:Hash0, xyz, Hash0: is not hexadecimal",
      "Hash0, 00, Resource: index 7 has unknown attribute Hash0",
      "ns2:Hash1, 00, Resource: index 7 has unknown attribute {http",
      "ns3:minSvn, 5, Resource: index 7 has unknown attribute {http",
      "optional, 1, Resource: index 7 has unknown attribute optional",
      "ns2:active, True, Resource: index 7 has unknown attribute {http"
    })
    void refusesOtherAttributes(String name, String value, String why) {
      assertThat(Rims.signed(Rims.driver().resource(7, name, value)))
          .startsWith("malformed: " + why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"type", "index", "active", "alternatives", "size", "name"})
    void refusesMissingAttributes(String name) {
      assertThat(Rims.signed(Rims.driver().without(7, name)))
          .isEqualTo("malformed: " + name + ": is absent");
    }

    @Test
    void refusesAHashInAnotherNamespace() {
      assertThat(Rims.signed(Rims.driver().without(7, "ns2:Hash0")))
          .startsWith("malformed: {http://www.w3.org/2001/04/xmlenc#sha384}Hash0: is absent");
    }

    @Test
    void readsAlternativesInOrder() throws Exception {
      var document = Rims.driver().active(9, Rims.measurement(1), Rims.other());
      var rim = Rim.parse(Rims.DRIVER, document.sign(Rims.SIGNERS));
      assertThat(rim.measurements().get(9).alternatives())
          .containsExactly(Rims.measurement(1), Rims.other());
      assertThat(rim.measurements()).hasSize(64);
    }

    @Test
    void refusesAManifestThatDemandsNothing() {
      assertThat(Rims.signed(new RimDocument("GH100", "550.90.07")))
          .isEqualTo("malformed: Payload: has no active measurement");
    }
  }

  @Nested
  @DisplayName("NVIDIA RIM ns3 minSvn: a decimal number in place of hashes")
  class Floors {
    private static final int INDEX = 4096 + 37;

    private static RimDocument floored() {
      return Rims.driver().floor(37, "FSP_UCODE_MIN_SVN", 5);
    }

    // spec: NVIDIA RIM ns3 minSvn
    @Test
    void readsAFloor() throws Exception {
      var rim = Rim.parse(Rims.DRIVER, floored().sign(Rims.SIGNERS));
      assertThat(rim.floors()).containsExactly(new SvnFloor(37, true, "FSP_UCODE_MIN_SVN", 5));
      assertThat(rim.measurements()).hasSize(64);
      var silent = floored().without(INDEX, "ns3:includeInResult");
      assertThat(Rim.parse(Rims.DRIVER, silent.sign(Rims.SIGNERS)).floors()).hasSize(1);
    }

    // spec: NVIDIA RIM ns3 index
    @Test
    void theIndexSaysWhichEntry() throws Exception {
      for (int entry : new int[] {0, 65535}) {
        var document = Rims.driver().floor(entry, "X", Long.MAX_VALUE / 10);
        var rim = Rim.parse(Rims.DRIVER, document.sign(Rims.SIGNERS));
        assertThat(rim.floors().getFirst().entry()).isEqualTo(entry);
      }
    }

    @ParameterizedTest
    @CsvSource({
      "ns3:minSvn, 5garbage, minSvn",
      "ns3:minSvn, -1, minSvn",
      "ns3:minSvn, 05, minSvn",
      "ns3:minSvn, 9223372036854775808, minSvn",
      "ns3:includeInResult, yes, {http",
      "ns3:maxSvn, 9, Resource: index 4133 has unknown attribute",
      "ns2:Hash0, 00, Resource: index 4133 has unknown attribute",
      "size, 9, size: got 9",
      "size, 0, size: got 0",
      "alternatives, 2, alternatives: got '2'",
      "active, true, active: got 'true'"
    })
    void refusesOtherForms(String name, String value, String why) {
      assertThat(Rims.signed(floored().resource(INDEX, name, value)))
          .startsWith("malformed: " + why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ns3:minSvn", "name", "size", "active", "alternatives", "type"})
    void refusesMissingAttributes(String name) {
      assertThat(Rims.signed(floored().without(INDEX, name))).contains("is absent");
    }

    // spec: NVIDIA RIM ns3
    @Test
    void refusesNumericReferencesElsewhere() {
      assertThat(Rims.signed(Rims.driver().meta("ns3:minSvn", "5")))
          .isEqualTo("malformed: Meta: has numeric reference minSvn");
      var xml = Rims.driver().xml();
      for (var element : new String[] {"ns0:Payload", "SoftwareIdentity", "ns0:Entity"}) {
        var marked = xml.replace("<" + element + " ", "<" + element + " ns3:minSvn=\"5\" ");
        assertThat(Rims.signed(marked, RimSignatureForm.genuine()))
            .contains("has numeric reference minSvn");
      }
      var own = xml.replace("<ns0:Payload ", "<ns3:Floor/><ns0:Payload ");
      assertThat(Rims.signed(own, RimSignatureForm.genuine()))
          .isEqualTo("malformed: Floor: is not known in a manifest");
    }
  }

  @Nested
  @DisplayName("ISO/IEC 19770-2:2015 SoftwareIdentity: Meta and Payload describe the software")
  class Elements {
    private static String changed(String from, String to) {
      var xml = Rims.driver().xml();
      assertThat(xml).contains(from);
      return Rims.signed(xml.replace(from, to), RimSignatureForm.genuine());
    }

    // spec: ISO/IEC 19770-2:2015 SoftwareIdentity
    @Test
    void refusesOtherElements() {
      assertThat(changed("<ns0:Meta", "<ns0:Link/><ns0:Meta"))
          .isEqualTo("malformed: Link: is not known in a manifest");
      assertThat(changed("<ns0:Meta", "<Meta xmlns=\"urn:x\"/><ns0:Meta"))
          .isEqualTo("malformed: Meta: is not known in a manifest");
      assertThat(changed("</ns0:Payload>", "<ns0:File/></ns0:Payload>"))
          .isEqualTo("malformed: Payload: has File");
      assertThat(changed("<ns0:Meta", "text<ns0:Meta"))
          .isEqualTo("malformed: SoftwareIdentity: has text");
      assertThat(changed("</ns0:Payload>", "text</ns0:Payload>"))
          .isEqualTo("malformed: Payload: has text");
      assertThat(changed("tagCreator\"/>", "tagCreator\"><ns0:Meta product=\"x\"/></ns0:Entity>"))
          .isEqualTo("malformed: Entity: has Meta");
    }

    @Test
    void refusesMissingAndRepeatedElements() {
      var xml = Rims.driver().xml();
      var meta = xml.substring(xml.indexOf("<ns0:Meta"), xml.indexOf("<ns0:Payload"));
      assertThat(changed(meta, "")).isEqualTo("malformed: Meta: is absent");
      assertThat(changed(meta, meta + meta)).isEqualTo("malformed: Meta: is there twice");
      var payload = xml.substring(xml.indexOf("<ns0:Payload"), xml.indexOf("</SoftwareIdentity"));
      assertThat(changed(payload, "")).isEqualTo("malformed: Payload: is absent");
      assertThat(changed(payload, payload + payload))
          .isEqualTo("malformed: Payload: is there twice");
    }

    @Test
    void refusesAnotherRoot() {
      var xml = Rims.driver().xml().replace("SoftwareIdentity", "SoftwareIdentities");
      assertThat(Rims.signed(xml, RimSignatureForm.genuine()))
          .isEqualTo("malformed: SoftwareIdentities: want a SWID SoftwareIdentity");
      var other = Rims.driver().xml().replace("19770/-2/2015", "19770/-2/2009");
      assertThat(Rims.signed(other, RimSignatureForm.genuine()))
          .isEqualTo("malformed: SoftwareIdentity: want a SWID SoftwareIdentity");
    }

    @ParameterizedTest
    @ValueSource(strings = {"colloquialVersion", "product"})
    void refusesVersionsAndProductsThatAreNone(String name) {
      assertThat(Rims.signed(Rims.driver().withoutMeta(name))).startsWith("malformed: " + name);
      for (var wrong : List.of("", " ", "a b", "ü", "x".repeat(65), "../x", "a/b")) {
        assertThat(Rims.signed(Rims.driver().meta(name, wrong))).startsWith("malformed: " + name);
      }
    }
  }
}
