package dev.strongroom.simulator.vendor;

import static dev.strongroom.simulator.vendor.Simulation.NOW;
import static dev.strongroom.simulator.vendor.Simulation.RANDOM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.finding.ChainRule;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.Rule;
import dev.strongroom.attestation.finding.SnpRule;
import dev.strongroom.attestation.scheme.snp.SnpProduct;
import dev.strongroom.attestation.scheme.snp.SnpReport;
import dev.strongroom.attestation.scheme.snp.SnpTcb;
import dev.strongroom.attestation.scheme.snp.SnpVerifier;
import dev.strongroom.attestation.trust.Rejected;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.simulator.pki.Authority;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.SigningKey;
import dev.strongroom.wire.testing.Vectors;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AmdProcessorTest {
  private static final AmdHierarchy MILAN = AmdHierarchy.create(SnpProduct.MILAN, RANDOM, NOW);
  private static final AmdHierarchy TURIN = AmdHierarchy.create(SnpProduct.TURIN, RANDOM, NOW);
  private static final Authority ASVK = MILAN.asvk(RANDOM, NOW);
  private static final String CSP = "CN=cc-us-east-2.amazonaws.com";
  private static final Bytes DATA = Bytes.utf8("transcript").sha384().concat(Bytes.zeros(16));
  private static final Bytes CHIP = Bytes.utf8("chip").sha384().concat(Bytes.zeros(16));

  private static AmdHierarchy amd(SnpProduct product) {
    return switch (product) {
      case MILAN -> MILAN;
      case GENOA -> Simulation.VENDORS.amd();
      case TURIN -> TURIN;
    };
  }

  private static SnpTcb tcb(SnpProduct product) {
    return new SnpTcb(product == SnpProduct.TURIN ? 1 : 0, 4, 0, 24, 219);
  }

  private static AmdProcessor processor(SnpProduct product) {
    return AmdProcessor.withVcek(amd(product), CHIP, tcb(product), RANDOM, NOW);
  }

  private static List<Rule> rules(Evidence evidence) throws MalformedException {
    var roots =
        Arrays.stream(SnpProduct.values())
            .map(product -> amd(product).ark().certificate().fingerprint())
            .toList();
    var result =
        SnpVerifier.verify(
            SnpReport.parse(evidence.report()),
            CertificateChain.parse(evidence.chain()),
            TrustAnchors.simulation(roots),
            NOW);
    return switch (result) {
      case Verified<SnpReport> _ -> List.of();
      case Rejected<SnpReport>(var findings) -> findings.stream().map(Finding::rule).toList();
    };
  }

  @ParameterizedTest
  @CsvSource({
    "MILAN,2", "MILAN,3", "MILAN,5", "GENOA,3", "GENOA,4", "GENOA,5", "TURIN,3", "TURIN,5"
  })
  void aReportOfEveryProductAndVersionIsAuthentic(SnpProduct product, int version)
      throws Exception {
    var evidence = processor(product).report(DATA, fields -> fields.ofVersion(version));
    assertThat(rules(evidence)).isEmpty();
    var report = SnpReport.parse(evidence.report());
    assertThat(report.version()).isEqualTo(version);
    assertThat(report.hasCpuid()).isEqualTo(version > 2);
    assertThat(product.tcb(report.reportedTcb())).isEqualTo(tcb(product));
  }

  @Test
  void aReportUnderAVlekIsAuthentic() throws Exception {
    var cloud = AmdProcessor.withVlek(MILAN, ASVK, CSP, tcb(SnpProduct.MILAN), RANDOM, NOW);
    var evidence = cloud.report(DATA, _ -> {});
    assertThat(rules(evidence)).isEmpty();
    assertThat(SnpReport.parse(evidence.report()).chipId().isZero()).isTrue();
    var claimsVcek = cloud.report(DATA, fields -> fields.keyInfo(0));
    assertThat(rules(claimsVcek)).contains(SnpRule.SIGNING_KEY);
  }

  @Test
  void eachSignedFieldChangesTheReportAndBreaksTheSignature() throws Exception {
    var processor = processor(SnpProduct.GENOA);
    var good = processor.report(DATA, fields -> fields.ofVersion(5));
    var changes =
        List.<Consumer<SnpReportFields>>of(
            f -> f.guestSvn(7),
            f -> f.policy(0x3001f),
            f -> f.familyId(Bytes.utf8("family").sha256().slice(0, 16)),
            f -> f.imageId(Bytes.utf8("image").sha256().slice(0, 16)),
            f -> f.vmpl(1),
            f -> f.platformInfo(0x27),
            f -> f.measurement(Bytes.utf8("x").sha384()),
            f -> f.hostData(Bytes.utf8("x").sha256()),
            f -> f.idKeyDigest(Bytes.utf8("x").sha384()),
            f -> f.authorKeyDigest(Bytes.utf8("x").sha384()),
            f -> f.reportId(Bytes.utf8("x").sha256()),
            f -> f.reportIdMa(Bytes.utf8("x").sha256()),
            f -> f.launchTcb(SnpReportFields.raw(SnpProduct.GENOA, new SnpTcb(0, 9, 0, 22, 80))),
            f -> f.currentFirmware(Bytes.utf8("abc")),
            f -> f.committedFirmware(Bytes.utf8("abc")),
            f -> f.launchMitigations(3),
            f -> f.currentMitigations(3));
    for (var change : changes) {
      var changed =
          processor.report(
              DATA,
              fields -> {
                fields.ofVersion(5);
                change.accept(fields);
              });
      assertThat(rules(changed)).isEmpty();
      assertThat(changed.report().slice(0, 0x2a0)).isNotEqualTo(good.report().slice(0, 0x2a0));
      var forged = changed.report().slice(0, 0x2a0).concat(good.report().slice(0x2a0, 1184));
      assertThat(rules(new Evidence(good.scheme(), forged, good.chain())))
          .containsExactly(ChainRule.REPORT_SIGNATURE);
    }
  }

  @Test
  void turinComparesEightBytesOfTheChip() throws Exception {
    var turin = processor(SnpProduct.TURIN);
    var report = SnpReport.parse(turin.report(DATA, _ -> {}).report());
    assertThat(report.chipId().slice(8, 64).isZero()).isTrue();
    assertThat(rules(turin.report(DATA, fields -> fields.chipId(CHIP))))
        .containsExactly(SnpRule.CHIP_ID);
  }

  private static X509Certificate x509(Bytes der) throws Exception {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(der.toArray()));
  }

  private static Certificate genuineLeaf(String file) throws MalformedException {
    var read = Vectors.read("cpu/snp/" + file);
    return file.endsWith("der")
        ? Certificate.ofDer(file, read)
        : CertificateChain.parse(read).leaf();
  }

  /// Object identifiers and contents' lengths, in order.
  private static List<String> extensions(Certificate certificate) {
    var parsed =
        org.bouncycastle.asn1.x509.Certificate.getInstance(certificate.der().toArray())
            .getTBSCertificate()
            .getExtensions();
    return Arrays.stream(parsed.getExtensionOIDs())
        .map(
            oid ->
                oid
                    + " "
                    + parsed.getExtension(oid).isCritical()
                    + " "
                    + parsed.getExtension(oid).getExtnValue().getOctets().length)
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "TURIN,turin-v5-azure/vcek.pem",
    "GENOA,genoa-v3-azure-aci/vcek.pem",
    "MILAN,milan-v3-azure-aci/vcek.pem"
  })
  void aVcekHasTheExtensionsOfAGenuineOne(SnpProduct product, String file) throws Exception {
    var genuine = genuineLeaf(file);
    var simulated =
        AmdProcessor.withVcek(amd(product), CHIP, tcbAsLongAs(product), RANDOM, NOW).chain().leaf();
    assertThat(extensions(simulated)).isEqualTo(extensions(genuine));
    assertThat(simulated.commonName()).isEqualTo(genuine.commonName());
    assertThat(simulated.signatureAlgorithm()).isEqualTo(genuine.signatureAlgorithm());
  }

  /// SPLs whose integers are as long as those of the genuine certificate.
  private static SnpTcb tcbAsLongAs(SnpProduct product) {
    return product == SnpProduct.MILAN ? new SnpTcb(0, 4, 0, 24, 219) : new SnpTcb(1, 1, 1, 4, 81);
  }

  @Test
  void aVlekHasTheExtensionsOfAGenuineOne() throws Exception {
    var cloud = AmdProcessor.withVlek(MILAN, ASVK, CSP, tcb(SnpProduct.MILAN), RANDOM, NOW);
    var genuine = genuineLeaf("milan-v3-vlek-aws-vmpl1/vlek.der");
    assertThat(extensions(cloud.chain().leaf())).isEqualTo(extensions(genuine));
    assertThat(cloud.chain().leaf().commonName()).isEqualTo(genuine.commonName());
  }

  @ParameterizedTest
  @EnumSource(SnpProduct.class)
  void theArkRevokesIssuers(SnpProduct product) throws Exception {
    var amd = amd(product);
    var nextUpdate = NOW.plus(Duration.ofDays(90));
    var der = amd.revocationList(NOW, nextUpdate, List.of(amd.ask().certificate()));
    var list =
        (X509CRL)
            CertificateFactory.getInstance("X.509")
                .generateCRL(new ByteArrayInputStream(der.toArray()));
    list.verify(x509(amd.ark().certificate().der()).getPublicKey(), new BouncyCastleProvider());
    assertThat(list.getSigAlgOID()).isEqualTo("1.2.840.113549.1.1.10");
    assertThat(list.isRevoked(x509(amd.ask().certificate().der()))).isTrue();
    assertThat(list.isRevoked(x509(amd.ark().certificate().der()))).isFalse();
    assertThat(list.getNextUpdate().toInstant()).isEqualTo(nextUpdate);
    assertThat(amd.revocationList(NOW, nextUpdate, List.of()).length()).isLessThan(der.length());
  }

  @Test
  void anIdBlockIsLaidOutAndSignedAsAGenuineOne() throws Exception {
    var genuine = Vectors.read("cpu/snp/idblock/test_auth_block.bin");
    var idKey = SigningKey.generate(RANDOM);
    var author = SigningKey.generate(RANDOM);
    var block =
        new SnpIdBlock(
            Bytes.utf8("image").sha384(),
            Bytes.zeros(16),
            Bytes.zeros(16),
            1,
            0x30000,
            idKey,
            Optional.of(author));
    var authentication = block.authentication();
    assertThat(block.block().length()).isEqualTo(96);
    assertThat(authentication.length()).isEqualTo(genuine.length());
    // algorithms, curves, and everything between the values
    for (int[] range :
        new int[][] {
          {0, 0x40},
          {0x70, 0x88},
          {0xb8, 0x244},
          {0x274, 0x28c},
          {0x2bc, 0x680},
          {0x6b0, 0x6c8},
          {0x6f8, 0x884},
          {0x8b4, 0x8cc},
          {0x8fc, 0x1000}
        }) {
      assertThat(authentication.slice(range[0], range[1]))
          .isEqualTo(genuine.slice(range[0], range[1]));
    }
    assertThat(idKey.publicKey().verify(block.block(), bigEndian(authentication, 0x40))).isTrue();
    var key = authentication.slice(0x240, 0x644);
    assertThat(author.publicKey().verify(key, bigEndian(authentication, 0x680))).isTrue();
    assertThat(block.idKeyDigest()).isEqualTo(key.sha384());
    assertThat(block.authorKeyDigest()).isEqualTo(authentication.slice(0x880, 0xc84).sha384());

    var evidence = processor(SnpProduct.GENOA).report(DATA, fields -> fields.launchedWith(block));
    assertThat(rules(evidence)).isEmpty();
    var report = SnpReport.parse(evidence.report());
    assertThat(report.idKeyDigest()).isEqualTo(block.idKeyDigest());
    assertThat(report.keyInfo().authorKeyEnabled()).isTrue();
    assertThat(report.guestSvn()).isEqualTo(1);
  }

  private static Bytes bigEndian(Bytes area, int offset) {
    return SnpReportFields.reversed(area.slice(offset, offset + 48))
        .concat(SnpReportFields.reversed(area.slice(offset + 72, offset + 120)));
  }
}
