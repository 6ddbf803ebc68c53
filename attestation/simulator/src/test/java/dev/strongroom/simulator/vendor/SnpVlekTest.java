package dev.strongroom.simulator.vendor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.appraisal.EvidenceInspection;
import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.finding.ChainRule;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.Rule;
import dev.strongroom.attestation.finding.SnpRule;
import dev.strongroom.attestation.policy.Allowed;
import dev.strongroom.attestation.policy.Policy;
import dev.strongroom.attestation.policy.PolicyDocument;
import dev.strongroom.attestation.scheme.snp.SnpAppraisal;
import dev.strongroom.attestation.scheme.snp.SnpPolicy;
import dev.strongroom.attestation.scheme.snp.SnpProduct;
import dev.strongroom.attestation.scheme.snp.SnpReport;
import dev.strongroom.attestation.scheme.snp.SnpSigners;
import dev.strongroom.attestation.scheme.snp.SnpVerifier;
import dev.strongroom.attestation.trust.Rejected;
import dev.strongroom.attestation.trust.Revocation;
import dev.strongroom.attestation.trust.Verification;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.protocol.Profile;
import dev.strongroom.simulator.pki.Authority;
import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.SigningKey;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// A loaded key (VLEK) under an ASVK of the simulated ARK: KEY_INFO under the signature chooses
/// which kind of chain is right, never a label.
class SnpVlekTest {
  private static final String AMD = "1.3.6.1.4.1.3704.1.";
  private static final String PROVIDER = "CN=cc-eu-west-1.amazonaws.com";
  private static final long VLEK = 1 << 2;
  private static final Duration YEAR = Duration.ofDays(365);
  private static final Bytes CHIP = Bytes.utf8("chip").sha384().concat(Bytes.zeros(16));

  private static Authority asvk;
  private final SigningKey leafKey = SigningKey.generate(Simulation.RANDOM);

  @BeforeAll
  static void anAsvkUnderTheArk() throws Exception {
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(4096, Simulation.RANDOM);
    KeyPair key = generator.generateKeyPair();
    var certificate =
        Simulation.VENDORS
            .amd()
            .ark()
            .issue(
                subject(
                    "SEV-VLEK-Genoa",
                    key.getPublic(),
                    YEAR.multipliedBy(20),
                    Authority.issuing(new BasicConstraints(0), KeyUsage.keyCertSign)));
    asvk = new Authority(certificate, key.getPrivate());
  }

  private static Authority.Subject subject(
      String name, PublicKey key, Duration lifetime, List<Authority.Extra> extensions) {
    return new Authority.Subject(
        AmdHierarchy.name(name),
        BigInteger.TWO,
        Simulation.NOW,
        Simulation.NOW.plus(lifetime),
        key,
        extensions);
  }

  /// The extensions of a VLEK: those of a VCEK with cspID in place of hwID.
  private static List<Authority.Extra> loaded() {
    var extensions =
        new ArrayList<>(AmdHierarchy.extensions(CHIP, SnpProduct.GENOA.tcb(SnpReportFields.TCB)));
    extensions.removeIf(extra -> extra.oid().equals(AMD + "4"));
    var text = Bytes.utf8(PROVIDER);
    extensions.add(
        new Authority.Extra(
            AMD + "5", false, new BinaryWriter().u8(0x16).u8(text.length()).raw(text).toBytes()));
    return extensions;
  }

  private List<String> codes(String provider) throws MalformedException {
    var tcb = SnpProduct.GENOA.tcb(SnpReportFields.TCB);
    var cpu =
        AmdProcessor.withVlek(
                Simulation.VENDORS.amd(), asvk, provider, tcb, Simulation.RANDOM, Simulation.NOW)
            .report(Simulation.REPORT_DATA, _ -> {});
    var seen = EvidenceInspection.inspect(cpu, Simulation.ANCHORS, Simulation.NOW);
    var document =
        new PolicyDocument(
            "cloud",
            1,
            Simulation.NOW.plusSeconds(1),
            Profile.SIMULATION,
            List.of("snp"),
            List.of("Genoa"),
            Allowed.anything(),
            0,
            Map.of(),
            List.of(),
            List.of("snp.chip-id-unproven", "snp.crl.absent"),
            List.of(),
            List.of(
                new PolicyDocument.Expression(
                    "policy.cloud",
                    "cpu.snp.csp_id == '" + PROVIDER + "'",
                    "a machine of our cloud",
                    "Use our cloud.")));
    return Policy.compile(document)
        .findings(
            seen.claims().orElseThrow(),
            seen.findings(),
            List.of(),
            Profile.SIMULATION,
            Simulation.NOW)
        .stream()
        .map(finding -> finding.rule().code())
        .filter(code -> code.equals("policy.cloud"))
        .toList();
  }

  @Test
  void aPolicyTellsOneCloudFromAnother() throws Exception {
    assertThat(codes(PROVIDER)).isEmpty();
    assertThat(codes("CN=another-cloud.example")).containsExactly("policy.cloud");
  }

  private Certificate leaf(Authority issuer, String name, List<Authority.Extra> extensions) {
    return issuer.issue(subject(name, leafKey.publicKey().platformKey(), YEAR, extensions));
  }

  private Verification<SnpReport> verify(
      Authority issuer, Certificate leaf, Instant at, Consumer<SnpReportFields> edit)
      throws MalformedException {
    return verify(issuer, leaf, new Revocation.NotGiven(), at, edit);
  }

  private Verification<SnpReport> verify(
      Authority issuer,
      Certificate leaf,
      Revocation revocation,
      Instant at,
      Consumer<SnpReportFields> edit)
      throws MalformedException {
    var fields =
        new SnpReportFields(
            Simulation.MEASUREMENT, Simulation.HOST_DATA, Bytes.zeros(32), Bytes.zeros(64));
    fields.keyInfo(VLEK);
    edit.accept(fields);
    var ark = Simulation.VENDORS.amd().ark().certificate();
    return SnpVerifier.verify(
        SnpReport.parse(fields.sign(leafKey)),
        new CertificateChain(List.of(leaf, issuer.certificate(), ark)),
        Simulation.ANCHORS,
        revocation,
        at);
  }

  private Verification<SnpReport> verify(Consumer<SnpReportFields> edit) throws MalformedException {
    return verify(asvk, leaf(asvk, "SEV-VLEK", loaded()), Simulation.NOW, edit);
  }

  private static List<Rule> rules(Verification<SnpReport> verification) {
    return switch (verification) {
      case Verified<SnpReport> _ -> List.of();
      case Rejected<SnpReport>(var findings) -> findings.stream().map(Finding::rule).toList();
    };
  }

  @Test
  void aVlekSignedReportIsAuthenticAndSaysThatNoChipIsProven() throws Exception {
    if (!(verify(f -> {}) instanceof Verified<SnpReport> verified)) {
      throw new AssertionError("a good VLEK was rejected");
    }
    assertThat(SnpAppraisal.intrinsic(verified))
        .extracting("rule")
        .containsExactly(SnpRule.CHIP_ID_UNPROVEN, SnpRule.CRL_ABSENT);
    var named = SnpPolicy.strict().withSigners(new SnpSigners(false, Set.of(PROVIDER)));
    assertThat(SnpAppraisal.appraise(verified, named))
        .extracting("rule")
        .containsExactly(SnpRule.CHIP_ID_UNPROVEN, SnpRule.CRL_ABSENT);
    assertThat(SnpAppraisal.appraise(verified, SnpPolicy.strict()))
        .extracting("rule")
        .containsExactly(SnpRule.SIGNER, SnpRule.CHIP_ID_UNPROVEN, SnpRule.CRL_ABSENT);
    // Masked, so leases cannot be told apart by platform.
    assertThat(
            SnpAppraisal.bound(
                verified, verified.evidence().reportData(), verified.evidence().hostData()))
        .extracting("rule")
        .containsExactly(SnpRule.PLATFORM_UNKNOWN);
  }

  @Test
  @DisplayName("AMD 56860 KEY_INFO SIGNING_KEY: a VLEK cannot sign for a VCEK")
  void keyInfoChoosesTheKind() throws Exception {
    assertThat(rules(verify(f -> f.keyInfo(0))))
        .containsExactly(SnpRule.SIGNING_KEY, ChainRule.NAME, SnpRule.EXTENSION);
  }

  @Test
  @DisplayName("AMD 57230: VLEKs are issued by the ASVK, VCEKs by the ASK")
  void anIssuerOfTheOtherKindIsRefused() throws Exception {
    var ask = Simulation.VENDORS.amd().ask();
    var underAsk = leaf(ask, "SEV-VLEK", loaded());
    assertThat(rules(verify(ask, underAsk, Simulation.NOW, f -> {})))
        .containsExactly(ChainRule.NAME);
    var vcek =
        leaf(
            asvk,
            "SEV-VCEK",
            AmdHierarchy.extensions(CHIP, SnpProduct.GENOA.tcb(SnpReportFields.TCB)));
    assertThat(rules(verify(asvk, vcek, Simulation.NOW, f -> f.keyInfo(0).chipId(CHIP))))
        .containsExactly(ChainRule.NAME);
  }

  @Test
  @DisplayName("AMD 57230 VLEK: valid for one year")
  void anExpiredVlekIsRefused() throws Exception {
    var leaf = leaf(asvk, "SEV-VLEK", loaded());
    assertThat(rules(verify(asvk, leaf, Simulation.NOW.plus(YEAR), f -> {}))).isEmpty();
    assertThat(rules(verify(asvk, leaf, Simulation.NOW.plus(YEAR).plusSeconds(1), f -> {})))
        .containsExactly(ChainRule.VALIDITY);
  }

  // spec: AMD 57230 CRL
  @Test
  @DisplayName("AMD 57230 CRL: the ASVK is looked up in the ARK's list, as the ASK is")
  void aRevokedAsvkIsRefused() throws Exception {
    var leaf = leaf(asvk, "SEV-VLEK", loaded());
    var serial = asvk.certificate().serialNumber();
    var revoked = new Revocation.Given(List.of(SnpRevocationTest.list(Simulation.NOW, serial)));
    assertThat(rules(verify(asvk, leaf, revoked, Simulation.NOW, f -> {})))
        .containsExactly(ChainRule.REVOKED);
    var clean = new Revocation.Given(List.of(SnpRevocationTest.list(Simulation.NOW)));
    assertThat(rules(verify(asvk, leaf, clean, Simulation.NOW, f -> {}))).isEmpty();
    assertThat(rules(verify(asvk, leaf, new Revocation.Given(List.of()), Simulation.NOW, f -> {})))
        .containsExactly(ChainRule.CRL_ABSENT);
  }

  @Test
  @DisplayName("AMD 57230: the SPLs of a VLEK equal REPORTED_TCB too")
  void anotherTcbIsRefused() throws Exception {
    var lower = new BinaryWriter().u8(9).zeros(5).u8(23).u8(84).toBytes();
    assertThat(rules(verify(f -> f.reportedTcb(lower)))).containsExactly(SnpRule.CERTIFICATE_TCB);
  }
}
