package dev.strongroom.simulator.azure;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.scheme.snp.SnpProduct;
import dev.strongroom.attestation.scheme.snp.SnpReport;
import dev.strongroom.attestation.scheme.snp.SnpTcb;
import dev.strongroom.simulator.eventlog.SimulatedEventLog;
import dev.strongroom.simulator.intel.TdReportFields;
import dev.strongroom.simulator.vendor.AmdHierarchy;
import dev.strongroom.simulator.vendor.AmdProcessor;
import dev.strongroom.wire.BinaryReader;
import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.testing.Vectors;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class AzureVtpmTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant NOT_BEFORE = Instant.parse("2026-11-01T00:00:00Z");
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final AzureHierarchy AZURE = AzureHierarchy.create(RANDOM, NOT_BEFORE);
  private static final AzureVtpm VTPM = AzureVtpm.create(AZURE, RANDOM, NOT_BEFORE);
  private static final Bytes NONCE = Bytes.utf8("nonce").sha256();

  private static JsonNode evidence(String folder) throws Exception {
    return JSON.readTree(Vectors.read("cpu/az-vtpm/" + folder + "/evidence.json").toArray());
  }

  private static Bytes numbers(JsonNode array) {
    var out = new BinaryWriter();
    array.forEach(number -> out.u8(number.asInt()));
    return out.toBytes();
  }

  private static Bytes base64Url(String text) {
    return Bytes.copyOf(Base64.getUrlDecoder().decode(text.replaceAll("[=\\s]", "")));
  }

  private static X509Certificate x509(Certificate certificate) throws Exception {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(certificate.der().toArray()));
  }

  private static Set<String> extensions(X509Certificate certificate) {
    var all = new TreeSet<String>();
    certificate.getCriticalExtensionOIDs().forEach(oid -> all.add("critical " + oid));
    all.addAll(certificate.getNonCriticalExtensionOIDs());
    return all;
  }

  @Test
  void bothWaysLeadToTheRoot() throws Exception {
    for (var chain : List.of(VTPM.chain(), VTPM.earlierChain())) {
      var certificates = chain.certificates();
      for (int i = 0; i < certificates.size(); i++) {
        var issuer = x509(certificates.get(Math.min(i + 1, certificates.size() - 1)));
        x509(certificates.get(i)).verify(issuer.getPublicKey());
      }
      assertThat(x509(chain.leaf()).getPublicKey()).isEqualTo(VTPM.ak());
      assertThat(chain.root().fingerprint()).isEqualTo(AZURE.rootFingerprint());
    }
  }

  @Test
  void certificatesAreLikeTheGenuineOnes() throws Exception {
    var attestation = evidence("tdx-ak-chain").get("tpm_attestation");
    var pem = new ArrayList<String>();
    pem.add(attestation.get("ak_certificate_pem").asText());
    attestation.get("ak_intermediate_certificates_pem").forEach(one -> pem.add(one.asText()));
    pem.add(Vectors.read("cpu/az-vtpm/roots/azure-virtual-tpm-root-2023.pem").utf8());
    var genuine = CertificateChain.parse(Bytes.utf8(String.join("\n", pem))).certificates();
    var simulated = VTPM.chain().certificates();
    assertThat(simulated).hasSameSizeAs(genuine);
    for (int i = 0; i < genuine.size(); i++) {
      var theirs = x509(genuine.get(i));
      var ours = x509(simulated.get(i));
      assertThat(ours.getSigAlgName()).isEqualTo(theirs.getSigAlgName());
      assertThat(ours.getKeyUsage()).isEqualTo(theirs.getKeyUsage());
      assertThat(ours.getBasicConstraints()).isEqualTo(theirs.getBasicConstraints());
      assertThat(ours.getExtendedKeyUsage()).isEqualTo(theirs.getExtendedKeyUsage());
      assertThat(extensions(ours)).isEqualTo(extensions(theirs));
      if (i > 0) {
        assertThat(simulated.get(i).commonName()).isEqualTo(genuine.get(i).commonName());
      }
    }
  }

  private record Hcl(Bytes header, Bytes hardware, List<Long> numbers, Bytes json, Bytes padding) {}

  /// The naive reading by the table of [HclReportFields].
  private static Hcl read(Bytes report) throws MalformedException {
    var in = new BinaryReader(report);
    var header = in.bytes("header", 32);
    var hardware = in.bytes("hardware", 1184);
    var numbers =
        List.of(in.u32le("size"), in.u32le("version"), in.u32le("type"), in.u32le("hash"));
    var json = in.bytes("json", (int) in.u32le("length"));
    assertThat(numbers.getFirst()).isEqualTo(20 + json.length());
    assertThat(new BinaryReader(header.slice(8, 12)).u32le("length"))
        .isEqualTo(32 + 1184 + 20 + json.length());
    return new Hcl(header, hardware, numbers, json, in.bytes("padding", in.remaining()));
  }

  private static List<String> members(JsonNode node) {
    var all = new ArrayList<String>();
    node.properties()
        .forEach(
            member -> {
              all.add(member.getKey());
              all.addAll(members(member.getValue()));
            });
    return all;
  }

  @Test
  void anHclReportIsLaidOutAsAGenuineOne() throws Exception {
    var snp = read(numbers(evidence("snp-genoa-v3").get("report")));
    var tdx = read(base64Url(evidence("tdx-ak-chain").get("hcl_report_base64").asText()));
    var processor = processor();
    var ourSnp =
        read(
            VTPM.hclReport(HclReportFields.SNP)
                .around(data -> processor.report(data, _ -> {}).report()));
    var ourTdx =
        read(
            VTPM.hclReport(HclReportFields.TDX)
                .around(data -> new TdReportFields().reportData(data).tdReport()));
    for (var pair : List.of(List.of(ourSnp, snp), List.of(ourTdx, tdx))) {
      var ours = pair.getFirst();
      var theirs = pair.getLast();
      assertThat(ours.header().slice(0, 8)).isEqualTo(theirs.header().slice(0, 8));
      assertThat(ours.header().slice(12, 32)).isEqualTo(theirs.header().slice(12, 32));
      assertThat(ours.numbers().subList(1, 4)).isEqualTo(theirs.numbers().subList(1, 4));
      assertThat(ours.padding().isZero()).isTrue();
      assertThat(1236 + ours.json().length() + ours.padding().length()).isEqualTo(2600);
    }
    var json = JSON.readTree(ourSnp.json().toArray());
    var theirJson = JSON.readTree(snp.json().toArray());
    assertThat(members(json)).isEqualTo(members(theirJson));
    assertThat(members(json.get("keys").get(0))).isEqualTo(members(theirJson.get("keys").get(0)));
    var modulus = base64Url(json.get("keys").get(0).get("n").asText());
    assertThat(new BigInteger(1, modulus.toArray())).isEqualTo(VTPM.ak().getModulus());
    assertThat(SnpReport.parse(ourSnp.hardware()).reportData())
        .isEqualTo(ourSnp.json().sha256().concat(Bytes.zeros(32)));
  }

  private static AmdProcessor processor() {
    var amd = AmdHierarchy.create(SnpProduct.GENOA, RANDOM, NOT_BEFORE);
    var chip = Bytes.utf8("chip").sha384().concat(Bytes.zeros(16));
    return AmdProcessor.withVcek(amd, chip, new SnpTcb(0, 10, 0, 23, 84), RANDOM, NOT_BEFORE);
  }

  @Test
  void aTdReportIsLaidOutAsAGenuineOne() throws Exception {
    var genuine =
        read(base64Url(evidence("tdx-ak-chain").get("hcl_report_base64").asText())).hardware();
    var report = new TdReportFields().reportData(genuine.slice(128, 192)).tdReport();
    // Every range that neither the TD nor its platform chooses.
    for (int[] range :
        new int[][] {{0, 32}, {128, 224}, {256, 264}, {368, 376}, {400, 520}, {960, 1024}}) {
      assertThat(report.slice(range[0], range[1]))
          .as("%d", range[0])
          .isEqualTo(genuine.slice(range[0], range[1]));
    }
    for (var one : List.of(report, genuine)) {
      assertThat(one.slice(32, 80)).isEqualTo(one.slice(256, 495).sha384());
      assertThat(one.slice(80, 128)).isEqualTo(one.slice(512, 1024).sha384());
    }
  }

  private static boolean verifies(PublicKey key, TpmQuote quote) throws Exception {
    var verifier = Signature.getInstance("SHA256withRSA");
    verifier.initVerify(key);
    verifier.update(quote.message().toArray());
    return verifier.verify(quote.signature().toArray());
  }

  @Test
  void aQuoteIsLaidOutAsAGenuineOne() throws Exception {
    var genuine =
        numbers(evidence("tdx-ak-chain").get("tpm_attestation").get("quote").get("message"));
    var log = SimulatedEventLog.tpm().event(4, SimulatedEventLog.EV_IPL, Bytes.utf8("loader"));
    var quote = VTPM.sign(new TpmQuoteFields(Bytes.zeros(32)).pcr(4, log.register(4)));
    var message = quote.message();
    assertThat(message.length()).isEqualTo(genuine.length());
    // magic, type and name's algorithm; nonce; firmware version and selection
    assertThat(message.slice(0, 10)).isEqualTo(genuine.slice(0, 10));
    assertThat(message.slice(42, 76)).isEqualTo(genuine.slice(42, 76));
    assertThat(message.slice(92, 113)).isEqualTo(genuine.slice(92, 113));
    var all = new BinaryWriter();
    quote.pcrs().forEach(all::raw);
    assertThat(message.slice(113, 145)).isEqualTo(all.toBytes().sha256());
    assertThat(quote.pcrs().get(4)).isEqualTo(log.register(4));
    assertThat(verifies(VTPM.ak(), quote)).isTrue();
    assertThat(quote.tpmtSignature().slice(0, 6).hex()).isEqualTo("0014000b0100");
  }

  @Test
  void eachPartOfAQuoteCanBeReplaced() throws Exception {
    var value = Bytes.utf8("golden").sha256();
    var quote =
        VTPM.sign(
            new TpmQuoteFields(NONCE)
                .magic(1)
                .type(0x8017)
                .qualifiedSigner(Bytes.empty())
                .nonce(Bytes.utf8("n"))
                .clock(1, 2, 3, 0)
                .firmwareVersion(5)
                .select(1 << 16)
                .pcr(16, value)
                .tail(Bytes.utf8("t")));
    assertThat(quote.message().hex())
        .isEqualTo(
            "00000001"
                + "8017"
                + "0000"
                + "00016e"
                + "0000000000000001"
                + "0000000200000003"
                + "00"
                + "0000000000000005"
                + "00000001"
                + "000b03000001"
                + "0020"
                + value.sha256().hex()
                + "74");
    assertThat(verifies(VTPM.ak(), quote)).isTrue();
    var otherBank = VTPM.sign(new TpmQuoteFields(NONCE).bank(4).digest(value)).message();
    assertThat(otherBank.hex()).contains("0000000100" + "0403ffffff0020" + value.hex());
    var twoBanks = new TpmQuoteFields(NONCE).alsoSelect(12, Bytes.zeros(3));
    assertThat(VTPM.sign(twoBanks).message().hex()).contains("00000002000b03ffffff000c03000000");
  }

  @Test
  void eachPartOfAnHclReportCanBeReplaced() throws Exception {
    var fields =
        VTPM.hclReport(HclReportFields.SNP)
            .signature("HCLB")
            .version(9)
            .requestType(8)
            .runtimeVersion(7)
            .reportType(6)
            .hashType(5)
            .akMember("kid", "Other")
            .configuration("secure-boot", false)
            .userData(NONCE.concat(NONCE));
    var report = read(fields.around(_ -> Bytes.zeros(1184)));
    assertThat(report.header().slice(0, 4)).isEqualTo(Bytes.utf8("HCLB"));
    assertThat(report.header().at(4)).isEqualTo(9);
    assertThat(report.header().at(12)).isEqualTo(8);
    assertThat(report.numbers().subList(1, 4)).containsExactly(7L, 6L, 5L);
    assertThat(new String(report.json().toArray(), StandardCharsets.UTF_8))
        .contains("\"Other\"", "\"secure-boot\":false", NONCE.hex().toUpperCase(Locale.ROOT));
    var raw = fields.runtime(Bytes.utf8("{}"));
    assertThat(raw.reportData().slice(0, 32)).isEqualTo(Bytes.utf8("{}").sha256());
    assertThat(read(raw.around(data -> data)).hardware().slice(0, 64)).isEqualTo(raw.reportData());
    var lies = raw.lengthsOffBy(1, 2).around(_ -> Bytes.empty());
    assertThat(lies.slice(8, 12).hex()).isEqualTo("d7040000");
    assertThat(lies.slice(0x4c0, 0x4c4).hex()).isEqualTo("18000000");
  }
}
