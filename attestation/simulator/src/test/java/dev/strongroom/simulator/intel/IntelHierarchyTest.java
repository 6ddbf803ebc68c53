package dev.strongroom.simulator.intel;

import static dev.strongroom.simulator.intel.Intel.INTEL;
import static dev.strongroom.simulator.intel.Intel.NOW;
import static dev.strongroom.simulator.intel.Intel.PLATFORM;
import static dev.strongroom.simulator.intel.Intel.crl;
import static dev.strongroom.simulator.intel.Intel.x509;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.testing.Vectors;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x500.RDN;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IntelHierarchyTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ADVISORIES = "/tcbLevels[]/advisoryIDs";
  private static final String BEGIN = "-----BEGIN CERTIFICATE-----";

  /// PCK, PCK CA, root of a genuine quote.
  private static CertificateChain genuineChain(String quote) throws Exception {
    var bytes = Vectors.read(quote);
    // ISO 8859-1 keeps offsets.
    var text = new String(bytes.toArray(), StandardCharsets.ISO_8859_1);
    int end = text.lastIndexOf("-----END CERTIFICATE-----") + 25;
    return CertificateChain.parse(bytes.slice(text.indexOf(BEGIN), end));
  }

  @Test
  void certificatesAreLikeTheGenuineOnes() throws Exception {
    var genuine = genuineChain("cpu/tdx/v5-uptodate-eval18/quote.bin").certificates();
    var simulated = PLATFORM.chain().certificates();
    for (int i = 0; i < 3; i++) {
      assertThat(Intel.extensions(simulated.get(i))).isEqualTo(Intel.extensions(genuine.get(i)));
      assertThat(simulated.get(i).signatureAlgorithm())
          .isEqualTo(genuine.get(i).signatureAlgorithm());
      assertThat(simulated.get(i).commonName()).isEqualTo(genuine.get(i).commonName());
      assertThat(names(simulated.get(i))).isEqualTo(names(genuine.get(i)));
    }
    var signing = Vectors.read("cpu/tdx/common/tcb-signing-chain.pem");
    var genuineSigning = CertificateChain.parse(signing).leaf();
    var simulatedSigning = INTEL.tcbSigning().certificate();
    assertThat(Intel.extensions(simulatedSigning)).isEqualTo(Intel.extensions(genuineSigning));
    assertThat(simulatedSigning.commonName()).isEqualTo(genuineSigning.commonName());
  }

  /// Attribute types of the subject in order, with the tag of each value.
  private static List<String> names(Certificate certificate) {
    var all = new ArrayList<String>();
    for (var set : ASN1Sequence.getInstance(certificate.subject().toArray())) {
      var rdn = RDN.getInstance(set).getFirst();
      all.add(rdn.getType() + " " + rdn.getValue().getClass().getSimpleName());
    }
    return all;
  }

  @Test
  void theSgxExtensionIsEncodedAsTheGenuineOne() throws Exception {
    var genuine = genuineChain("cpu/tdx/v5-uptodate-eval18/quote.bin").leaf();
    var expected = sgx(genuine);
    var same =
        new PckFields()
            .ppid(hex("2734b654f553596897eaadfb5667a954"))
            .fmspc(hex("90c06f000000"))
            .instanceId(hex("056d0350250988808a9d09103f3e54d5"));
    assertThat(sgx(Intel.platform(same).chain().leaf())).isEqualTo(expected);
  }

  @Test
  void theProcessorCasExtensionIsEncodedAsTheGenuineOne() throws Exception {
    var genuine = genuineChain("cpu/sgx/v3-config-and-swhardening/quote.bin");
    var same =
        new PckFields()
            .ca(PckCa.PROCESSOR)
            .ppid(hex("d04ec06d4e6d92dc90d0ad3cf5ee2ddf"))
            .fmspc(hex("00a067110000"))
            .components(11, 11, 2, 2, 255, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    var chain = Intel.platform(same).chain();
    assertThat(sgx(chain.leaf())).isEqualTo(sgx(genuine.leaf()));
    assertThat(chain.certificates().get(1).commonName())
        .isEqualTo(genuine.certificates().get(1).commonName());
  }

  private static Bytes sgx(Certificate leaf) throws Exception {
    return leaf.extension("1.2.840.113741.1.13.1").orElseThrow();
  }

  private static Bytes hex(String hex) {
    return Bytes.copyOf(HexFormat.of().parseHex(hex));
  }

  @Test
  void eachFieldOfTheExtensionCanBeSet() throws Exception {
    var pck =
        new PckFields()
            .component(16, 200)
            .pceSvn(300)
            .cpuSvn(Bytes.zeros(16))
            .pceId(hex("0001"))
            .sgxType(2)
            .configuration(false, true, false);
    var parsed = ASN1Sequence.getInstance(sgx(Intel.platform(pck).chain().leaf()).toArray());
    var tcb = ASN1Sequence.getInstance(field(parsed, 1));
    assertThat(field(tcb, 15).toString()).isEqualTo("200");
    assertThat(field(tcb, 16).toString()).isEqualTo("300");
    assertThat(ASN1OctetString.getInstance(field(tcb, 17)).getOctets()).isEqualTo(new byte[16]);
    assertThat(ASN1OctetString.getInstance(field(parsed, 2)).getOctets()).containsExactly(0, 1);
    var flags = ASN1Sequence.getInstance(field(parsed, 6));
    assertThat(List.of(field(flags, 0), field(flags, 1), field(flags, 2)).toString())
        .isEqualTo("[FALSE, TRUE, FALSE]");
    var without = Intel.platform(new PckFields().withoutExtension()).chain().leaf();
    assertThat(without.extension("1.2.840.113741.1.13.1")).isEmpty();
    var raw = Intel.platform(new PckFields().rawExtension(hex("3000"))).chain().leaf();
    assertThat(sgx(raw)).isEqualTo(hex("3000"));
  }

  private static ASN1Encodable field(ASN1Sequence all, int index) {
    var pair = ASN1Sequence.getInstance(all.getObjectAt(index));
    assertThat(pair.getObjectAt(0)).isInstanceOf(ASN1ObjectIdentifier.class);
    return pair.getObjectAt(1);
  }

  @Test
  void everyCertificateAndListIsSignedByItsIssuer() throws Exception {
    var root = x509(INTEL.root().certificate());
    root.verify(root.getPublicKey());
    for (var issued : List.of(INTEL.platformCa(), INTEL.processorCa(), INTEL.tcbSigning())) {
      x509(issued.certificate()).verify(root.getPublicKey());
    }
    var platformCa = x509(INTEL.platformCa().certificate());
    x509(PLATFORM.chain().leaf()).verify(platformCa.getPublicKey());

    var collateral =
        IntelCollateralFields.tdx(INTEL, PLATFORM.pck(), NOW)
            .rootRevoked(INTEL.platformCa().certificate())
            .pckRevoked(PLATFORM.chain().leaf())
            .sign();
    var rootList = crl(collateral.rootCaCrl());
    rootList.verify(root.getPublicKey());
    assertThat(rootList.isRevoked(platformCa)).isTrue();
    assertThat(rootList.isRevoked(x509(INTEL.tcbSigning().certificate()))).isFalse();
    var pckList = crl(collateral.pckCrl());
    pckList.verify(platformCa.getPublicKey());
    assertThat(pckList.isRevoked(x509(PLATFORM.chain().leaf()))).isTrue();
  }

  @Test
  void revocationListsAreLikeTheGenuineOnes() throws Exception {
    var collateral = IntelCollateralFields.tdx(INTEL, PLATFORM.pck(), NOW).sign();
    var genuineRoot = crl(Vectors.read("cpu/tdx/common/root-crl-20260226-20270226.der"));
    var genuinePck = crl(Vectors.read("cpu/tdx/common/pck-platform-crl-20260316-20260415.der"));
    var simulatedRoot = crl(collateral.rootCaCrl());
    assertThat(simulatedRoot.getNonCriticalExtensionOIDs())
        .isEqualTo(genuineRoot.getNonCriticalExtensionOIDs());
    assertThat(simulatedRoot.getVersion()).isEqualTo(genuineRoot.getVersion());
    assertThat(simulatedRoot.getSigAlgOID()).isEqualTo(genuineRoot.getSigAlgOID());
    assertThat(simulatedRoot.getRevokedCertificates()).isNull();
    var revoked =
        IntelCollateralFields.tdx(INTEL, PLATFORM.pck(), NOW).pckRevoked(PLATFORM.chain().leaf());
    var entry = crl(revoked.sign().pckCrl()).getRevokedCertificates().iterator().next();
    var genuineEntry = genuinePck.getRevokedCertificates().iterator().next();
    assertThat(entry.getNonCriticalExtensionOIDs())
        .isEqualTo(genuineEntry.getNonCriticalExtensionOIDs());
    assertThat(entry.getRevocationReason()).isEqualTo(genuineEntry.getRevocationReason());
  }

  private static JsonNode collateral(String file) throws Exception {
    return JSON.readTree(Vectors.read(file).toArray());
  }

  /// Paths of all members in order, elements of lists merged into one where they are alike.
  private static List<String> shape(String path, JsonNode node) {
    var all = new ArrayList<String>();
    node.properties()
        .forEach(
            member -> {
              all.add(path + "/" + member.getKey());
              all.addAll(shape(path + "/" + member.getKey(), member.getValue()));
            });
    if (node.isArray()) {
      node.forEach(element -> all.addAll(shape(path + "[]", element)));
    }
    return all.stream().distinct().toList();
  }

  @Test
  void collateralHasTheMembersOfTheGenuineOne() throws Exception {
    var genuine = collateral("cpu/tdx/v5-uptodate-eval18/collateral.json");
    var simulated =
        JSON.readTree(
            IntelCollateralFields.tdx(INTEL, PLATFORM.pck(), NOW).sign().toJson().toArray());
    assertThat(shape("", simulated)).isEqualTo(shape("", genuine));
    for (var member : List.of("tcb_info", "qe_identity")) {
      var ours = shape("", JSON.readTree(simulated.get(member).asText()));
      var theirs = shape("", JSON.readTree(genuine.get(member).asText()));
      // The genuine identity has one level, which is UpToDate and so without advisories.
      assertThat(theirs)
          .as(member)
          .containsAll(ours.stream().filter(path -> !path.equals(ADVISORIES)).toList());
      assertThat(ours.stream().filter(theirs::contains).toList())
          .isEqualTo(theirs.stream().filter(ours::contains).toList());
    }
    var sgx = collateral("cpu/sgx/v3-swhardening/tcbinfo.json").get("tcbInfo");
    var info = PcsDocument.sgxTcbInfo(PLATFORM.pck(), NOW).sign(INTEL.tcbSigning());
    assertThat(shape("", sgx)).containsAll(shape("", JSON.readTree(info.body())));
    var answer = JSON.readTree(info.answer().toArray());
    assertThat(answer.get("tcbInfo")).isEqualTo(JSON.readTree(info.body()));
    assertThat(answer.get("signature").asText()).hasSize(128);
  }

  @Test
  void documentsAreSignedOverTheirBytes() throws Exception {
    var key = x509(INTEL.tcbSigning().certificate()).getPublicKey();
    var collateral =
        IntelCollateralFields.sgx(INTEL, PLATFORM.pck(), NOW)
            .tcbInfo(info -> info.set("tcbLevels.0.tcbStatus", "Revoked").remove("tcbLevels.1"))
            .qeIdentity(identity -> identity.set("tcbLevels.0.tcb.isvsvn", 99))
            .sign();
    for (var document : List.of(collateral.tcbInfo(), collateral.qeIdentity())) {
      var body = Bytes.utf8(document.body());
      assertThat(Intel.verifies(key, body, document.signature())).isTrue();
      assertThat(Intel.verifies(key, body.concat(Bytes.zeros(1)), document.signature())).isFalse();
    }
    var levels = JSON.readTree(collateral.tcbInfo().body()).get("tcbLevels");
    assertThat(levels).hasSize(1);
    assertThat(levels.get(0).get("tcbStatus").asText()).isEqualTo("Revoked");
    assertThat(collateral.qeIdentity().body()).contains("\"isvsvn\":99");
  }

  @Test
  void whatIsSavedIsLoaded(@TempDir Path directory) throws Exception {
    INTEL.save(directory);
    var loaded = IntelHierarchy.load(directory);
    assertThat(loaded.rootFingerprint()).isEqualTo(INTEL.rootFingerprint());
    var document = PcsDocument.qeIdentity(NOW).sign(loaded.tcbSigning());
    var key = x509(INTEL.tcbSigning().certificate()).getPublicKey();
    assertThat(Intel.verifies(key, Bytes.utf8(document.body()), document.signature())).isTrue();
  }
}
