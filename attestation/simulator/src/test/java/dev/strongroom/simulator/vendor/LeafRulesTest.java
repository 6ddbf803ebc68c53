package dev.strongroom.simulator.vendor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.appraisal.EvidenceInspection;
import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.scheme.nvidia.NvidiaArchitecture;
import dev.strongroom.attestation.scheme.snp.SnpProduct;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.protocol.evidence.Scheme;
import dev.strongroom.simulator.nvidia.DeviceReportFields;
import dev.strongroom.simulator.nvidia.LeafExtensions;
import dev.strongroom.simulator.pki.Authority;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.SigningKey;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// Leaves under the simulated vendors' own issuers, each with one thing wrong.
class LeafRulesTest {
  private static final Bytes FWID = Bytes.utf8("firmware").sha384();
  private static final String INFO = "NVIDIA:GH100:0123456789ABCDEF";
  private static final String LEAF = "GH100 A01 GSP FMC LF";
  private static final String BROM = "GH100 A01 GSP BROM";

  private final SigningKey leafKey = SigningKey.generate(Simulation.RANDOM);
  private final SigningKey bromKey = SigningKey.generate(Simulation.RANDOM);

  private static Authority.Subject subject(
      X500Name name, SigningKey key, List<Authority.Extra> extensions) {
    return new Authority.Subject(
        name,
        BigInteger.TEN,
        Simulation.NOW,
        Simulation.NOW.plus(Duration.ofDays(1)),
        key.publicKey().platformKey(),
        extensions);
  }

  private static String verdict(Scheme scheme, Bytes report, List<Certificate> chain)
      throws MalformedException {
    var evidence = new Evidence(scheme, report, new CertificateChain(chain).toPem());
    return EvidenceInspection.inspect(evidence, Simulation.ANCHORS, Simulation.NOW).verdict();
  }

  @Nested
  @DisplayName("NVIDIA")
  class Nvidia {
    private String verdict(String leafName, String bromName, List<Authority.Extra> extensions)
        throws MalformedException {
      var nvidia = Simulation.VENDORS.nvidia();
      var issuing = Authority.issuing(new BasicConstraints(true), KeyUsage.keyCertSign);
      var brom =
          new Authority(
              nvidia
                  .provisioner(NvidiaArchitecture.GH100)
                  .issue(subject(new X500Name("CN=" + bromName), bromKey, issuing)),
              bromKey.platformKey());
      var leaf = brom.issue(subject(new X500Name("CN=" + leafName), leafKey, extensions));
      var report = DeviceReportFields.hopper(Simulation.NONCE, Bytes.zeros(32), FWID).sign(leafKey);
      return LeafRulesTest.verdict(
          Scheme.NVIDIA_GPU,
          report,
          List.of(
              leaf,
              brom.certificate(),
              nvidia.provisioner(NvidiaArchitecture.GH100).certificate(),
              nvidia.identity(NvidiaArchitecture.GH100).certificate(),
              nvidia.root().certificate()));
    }

    private List<Authority.Extra> extensions(String info, SigningKey issuer) {
      return LeafExtensions.of(NvidiaArchitecture.GH100, info, issuer, FWID);
    }

    @Test
    void aGoodLeafHolds() throws Exception {
      assertThat(verdict(LEAF, BROM, extensions(INFO, bromKey)))
          .startsWith("authentic, warning: nvidia.rim.absent");
    }

    private Authority under(Authority above, String name) {
      var key = SigningKey.generate(Simulation.RANDOM);
      var issuing = Authority.issuing(new BasicConstraints(true), KeyUsage.keyCertSign);
      return new Authority(
          above.issue(subject(new X500Name("CN=" + name), key, issuing)), key.platformKey());
    }

    /// The verdict under a root of its own, with issuers of these names.
    private String issuedBy(String root, String identity, String provisioner)
        throws MalformedException {
      var issuing = Authority.issuing(new BasicConstraints(true), KeyUsage.keyCertSign);
      var rootKey = SigningKey.generate(Simulation.RANDOM);
      var top =
          Authority.root(
              subject(new X500Name("CN=" + root), rootKey, issuing), rootKey.platformKey());
      var second = under(top, identity);
      var third = under(second, provisioner);
      var brom =
          new Authority(
              third.issue(subject(new X500Name("CN=" + BROM), bromKey, issuing)),
              bromKey.platformKey());
      var leaf =
          brom.issue(subject(new X500Name("CN=" + LEAF), leafKey, extensions(INFO, bromKey)));
      var chain = new ArrayList<>(List.of(leaf));
      for (var issuer : List.of(brom, third, second, top)) {
        chain.add(issuer.certificate());
      }
      var report = DeviceReportFields.hopper(Simulation.NONCE, Bytes.zeros(32), FWID).sign(leafKey);
      var anchors = TrustAnchors.simulation(List.of(top.certificate().fingerprint()));
      return EvidenceInspection.inspect(
              new Evidence(Scheme.NVIDIA_GPU, report, new CertificateChain(chain).toPem()),
              anchors,
              Simulation.NOW)
          .verdict();
    }

    @Test
    @DisplayName("names of the issuers above are of the leaf's architecture, the root's NVIDIA's")
    void otherIssuers() throws Exception {
      var root = "NVIDIA Device Identity CA";
      var identity = "NVIDIA GH100 Identity";
      var provisioner = "NVIDIA GH100 Provisioner ICA 1";

      assertThat(issuedBy(root, identity, provisioner)).startsWith("authentic, warning");
      assertThat(issuedBy("NVIDIA Device Identity CA 2", identity, provisioner))
          .startsWith("rejected: chain.name session");
      assertThat(issuedBy(root, "NVIDIA GB100 Identity", provisioner))
          .startsWith("rejected: chain.name session");
      assertThat(issuedBy(root, identity, "NVIDIA GB100 Provisioner ICA 1"))
          .startsWith("rejected: chain.name session");
    }

    // spec: TCG DICE compositeDeviceID
    @Test
    @DisplayName("compositeDeviceID names the key of the issuer")
    void anotherIssuerKey() throws Exception {
      assertThat(verdict(LEAF, BROM, extensions(INFO, leafKey)))
          .startsWith("rejected: nvidia.leaf-fwid session");
    }

    @Test
    @DisplayName("names of leaf and BROM are of the leaf's architecture")
    void otherNames() throws Exception {
      assertThat(verdict("GB100 A01 GSP FMC LF", BROM, extensions(INFO, bromKey)))
          .startsWith("rejected: chain.name session");
      assertThat(verdict(LEAF, "GB100 A01 GSP BROM", extensions(INFO, bromKey)))
          .startsWith("rejected: chain.name session");
    }

    @Test
    @DisplayName("an architecture that GH100's issuers cannot vouch for, or that nobody knows")
    void otherArchitecture() throws Exception {
      assertThat(verdict(LEAF, BROM, extensions(INFO.replace("GH100", "GB100"), bromKey)))
          .startsWith("rejected: chain.name session");
      assertThat(verdict(LEAF, BROM, extensions(INFO.replace("GH100", "GV100"), bromKey)))
          .startsWith("rejected: nvidia.architecture session");
    }

    @Test
    void otherFormsOfTheExtensions() throws Exception {
      for (var info : List.of("NVIDIA:GH100:0123", "AMD:GH100:0123456789ABCDEF", INFO + "0")) {
        assertThat(verdict(LEAF, BROM, extensions(info, bromKey)))
            .startsWith("rejected: nvidia.leaf-fwid session");
      }
      for (int missing = 1; missing < 3; missing++) {
        var some = new ArrayList<>(extensions(INFO, bromKey));
        some.remove(missing);
        assertThat(verdict(LEAF, BROM, some)).startsWith("rejected: nvidia.leaf-fwid session");
      }
    }
  }

  @Nested
  @DisplayName("AMD")
  class Amd {
    private static final Bytes CHIP = Bytes.utf8("chip").sha384().concat(Bytes.zeros(16));

    private String verdict(String name, String oid, String content) throws MalformedException {
      var amd = Simulation.VENDORS.amd();
      var extensions = new ArrayList<Authority.Extra>();
      for (var extra : AmdHierarchy.extensions(CHIP, SnpProduct.GENOA.tcb(SnpReportFields.TCB))) {
        boolean changed = extra.oid().equals("1.3.6.1.4.1.3704.1." + oid);
        extensions.add(changed ? Authority.extra(extra.oid(), content) : extra);
      }
      var leaf = amd.ask().issue(subject(AmdHierarchy.name(name), leafKey, extensions));
      var fields =
          new SnpReportFields(Simulation.MEASUREMENT, Simulation.HOST_DATA, Bytes.zeros(32), CHIP);
      return LeafRulesTest.verdict(
          Scheme.AMD_SEV_SNP,
          fields.sign(leafKey),
          List.of(leaf, amd.ask().certificate(), amd.ark().certificate()));
    }

    @Test
    void aGoodLeafHolds() throws Exception {
      assertThat(verdict("SEV-VCEK", "", "")).startsWith("authentic, warning: snp.crl.absent");
      // hwID in an OCTET STRING
      assertThat(verdict("SEV-VCEK", "4", "0440" + CHIP.hex())).startsWith("authentic");
    }

    // spec: AMD 57230 certificate chain, subjects
    // spec: AMD 57230 VCEK extensions
    @Test
    @DisplayName("a leaf of another name, product, chip or TCB")
    void otherContents() throws Exception {
      assertThat(verdict("SEV-VLEK", "", "")).startsWith("rejected: snp.signing-key session");
      // IA5String "Milan-B0"
      assertThat(verdict("SEV-VCEK", "2", "16084d696c616e2d4230"))
          .startsWith("rejected: snp.product session");
      assertThat(verdict("SEV-VCEK", "4", "00".repeat(64)))
          .startsWith("rejected: snp.chip-id session");
      for (var spl : List.of("3.1", "3.2", "3.3", "3.8")) {
        assertThat(verdict("SEV-VCEK", spl, "02017e"))
            .as(spl)
            .startsWith("rejected: snp.certificate-tcb session");
      }
    }

    @Test
    @DisplayName("extensions of another form")
    void otherForms() throws Exception {
      for (var change :
          List.of(
              List.of("1", "020101"),
              List.of("2", "16045a656e39"),
              List.of("2", "0c0547656e6f61"),
              List.of("3.1", "02020017"),
              List.of("3.1", "020117ff"),
              List.of("3.4", "020101"),
              List.of("4", "00".repeat(8)),
              List.of("4", "0441" + "00".repeat(64)))) {
        assertThat(verdict("SEV-VCEK", change.get(0), change.get(1)))
            .as("%s", change)
            .startsWith("rejected: snp.extension session");
      }
    }
  }
}
