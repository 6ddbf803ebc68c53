package dev.strongroom.collateral.item;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.scheme.dcap.quote.Tee;
import dev.strongroom.attestation.scheme.snp.SnpProduct;
import dev.strongroom.attestation.scheme.snp.SnpTcb;
import dev.strongroom.collateral.item.IntelItem.PckCa;
import dev.strongroom.collateral.testing.Recorded;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.testing.Vectors;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MaterialTest {
  private static Material as(Item item, Material genuine) throws MalformedException {
    return Material.parse(item, genuine.body(), genuine.issuerChain(), Recorded.AT);
  }

  private static void assertRefused(Item item, Material genuine, String words) {
    assertThatThrownBy(() -> as(item, genuine))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining(words);
  }

  @Test
  void genuineAnswersHaveTheDatesThatTheyState() {
    assertThat(Recorded.material(Recorded.TCB_INFO).nextUpdate())
        .isEqualTo(Instant.parse("2026-07-30T07:53:47Z"));
    assertThat(Recorded.material(Recorded.ROOT_CRL).isFresh(Recorded.AT)).isTrue();
    assertThat(Recorded.material(Recorded.milanVcek()).issuedAt())
        .isEqualTo(Instant.parse("2026-02-05T01:04:33Z"));
    for (var material : Recorded.materials()) {
      assertThat(material.isFresh(Recorded.AT)).as(material.item().name()).isTrue();
      assertThat(material.isFresh(material.issuedAt().minusMillis(1))).isFalse();
      assertThat(material.isFresh(material.nextUpdate())).isFalse();
      assertThat(material.isFresh(material.nextUpdate().minusMillis(1))).isTrue();
    }
  }

  @Test
  void issuersComeWithIt() {
    assertThat(Recorded.material(Recorded.MILAN_CHAIN).certificates())
        .extracting(Certificate::commonName)
        .containsExactly("SEV-Milan", "ARK-Milan");
    assertThat(Recorded.material(Recorded.TCB_INFO).certificates())
        .extracting(Certificate::commonName)
        .containsExactly("Intel SGX TCB Signing", "Intel SGX Root CA");
    assertThat(Recorded.material(Recorded.PCK_CRL).certificates())
        .extracting(Certificate::commonName)
        .containsExactly("Intel SGX PCK Platform CA", "Intel SGX Root CA");
    assertThat(Recorded.material(Recorded.MILAN_CRL).certificates()).isEmpty();
  }

  // spec: AMD 57230 4.1 VCEK
  @Test
  void theVcekOfAnotherChipOrTcbIsRefused() {
    var genuine = Recorded.material(Recorded.milanVcek());
    var item = Recorded.milanVcek();
    var tcb = item.tcb();
    var chip = item.hwid().slice(0, 63).concat(Bytes.copyOf(new byte[] {1}));

    assertRefused(
        new AmdItem.Vcek(SnpProduct.MILAN, chip, tcb), genuine, "is the VCEK of another chip");
    for (var other :
        new SnpTcb[] {
          new SnpTcb(0, tcb.bootloader() + 1, tcb.tee(), tcb.snp(), tcb.microcode()),
          new SnpTcb(0, tcb.bootloader(), tcb.tee() + 1, tcb.snp(), tcb.microcode()),
          new SnpTcb(0, tcb.bootloader(), tcb.tee(), tcb.snp() + 1, tcb.microcode()),
          new SnpTcb(0, tcb.bootloader(), tcb.tee(), tcb.snp(), tcb.microcode() + 1),
        }) {
      assertRefused(
          new AmdItem.Vcek(SnpProduct.MILAN, item.hwid(), other),
          genuine,
          "is the VCEK of another TCB");
    }
    var turin = Recorded.turinVcek();
    assertRefused(
        new AmdItem.Vcek(SnpProduct.TURIN, turin.hwid(), new SnpTcb(2, 1, 1, 4, 81)),
        Recorded.material(turin),
        "fmcSPL 1");
  }

  @Test
  void bothEncodingsOfHwidAreRead() throws Exception {
    for (var file : new String[] {"vcek-invalid-legacy.der", "vcek-invalid-new.der"}) {
      var der = Vectors.read("cpu/snp/milan-bad-chain/" + file);
      var certificate = Certificate.ofDer("vcek", der);
      var hwid = certificate.extension("1.3.6.1.4.1.3704.1.4").orElseThrow();
      var raw = hwid.slice(hwid.length() - 64, hwid.length());
      var levels = new int[4];
      var oids = new String[] {"3.1", "3.2", "3.3", "3.8"};
      for (int i = 0; i < oids.length; i++) {
        var level = certificate.extension("1.3.6.1.4.1.3704.1." + oids[i]).orElseThrow();
        levels[i] = level.at(level.length() - 1);
      }
      var tcb = new SnpTcb(0, levels[0], levels[1], levels[2], levels[3]);

      var item = new AmdItem.Vcek(SnpProduct.MILAN, raw, tcb);

      assertThat(Material.parse(item, der, Bytes.empty(), Recorded.AT).body()).isEqualTo(der);
    }
  }

  // spec: AMD 57230 4.2
  // spec: Intel PCS API version 4 tcbEvaluationDataNumber
  @Test
  void whatBelongsToAnotherNameIsRefused() throws Exception {
    assertRefused(
        new AmdItem.Chain(SnpProduct.GENOA, AmdItem.Key.VCEK),
        Recorded.material(Recorded.MILAN_CHAIN),
        "want [SEV-Genoa, ARK-Genoa]");
    assertRefused(
        new AmdItem.Chain(SnpProduct.MILAN, AmdItem.Key.VLEK),
        Recorded.material(Recorded.MILAN_CHAIN),
        "want [SEV-VLEK-Milan, ARK-Milan]");
    assertRefused(
        new AmdItem.Crl(SnpProduct.TURIN, AmdItem.Key.VCEK),
        Recorded.material(Recorded.MILAN_CRL),
        "want CN=ARK-Turin");
    assertRefused(
        new IntelItem.PckCrl(PckCa.PROCESSOR),
        Recorded.material(Recorded.PCK_CRL),
        "want CN=Intel SGX PCK Processor CA");
    var tcbInfo = Recorded.material(Recorded.TCB_INFO);
    var early = EvaluationSet.Update.EARLY;
    assertRefused(
        new IntelItem.TcbInfo(Tee.SGX, Recorded.FMSPC, early), tcbInfo, "another id: got 'TDX'");
    assertRefused(
        new IntelItem.TcbInfo(Tee.TDX, Bytes.zeros(6), early), tcbInfo, "of another fmspc");
    assertRefused(
        new IntelItem.TcbInfo(Tee.TDX, Recorded.FMSPC, new EvaluationSet.Pinned(18)),
        tcbInfo,
        "evaluation set 19, want 18");
    assertThat(
            as(
                    new IntelItem.TcbInfo(Tee.TDX, Recorded.FMSPC, new EvaluationSet.Pinned(19)),
                    tcbInfo)
                .body())
        .isEqualTo(tcbInfo.body());
    assertRefused(
        new IntelItem.QeIdentity(Tee.SGX, early),
        Recorded.material(Recorded.QE_IDENTITY),
        "another id: got 'TD_QE'");
    assertRefused(
        new IntelItem.EvaluationNumbers(Tee.TDX), tcbInfo, "want an object with tcbEvaluation");
  }

  // spec: RFC 5280 5.1.2.5
  @Test
  void aRevocationListWithoutAnEndIsRefused() {
    var genuine = Recorded.material(Recorded.MILAN_CRL);
    var endless = Recorded.amdCrlWithoutEnd("CN=ARK-Milan", Recorded.AT);

    assertThatThrownBy(() -> as(genuine, endless))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("has no nextUpdate");
  }

  @Test
  void anIssuerChainIsThereExactlyWhereTheVendorSendsOne() {
    var tcbInfo = Recorded.material(Recorded.TCB_INFO);
    var chain = Recorded.material(Recorded.MILAN_CHAIN);

    assertThatThrownBy(
            () -> Material.parse(tcbInfo.item(), tcbInfo.body(), Bytes.empty(), Recorded.AT))
        .hasMessageContaining("its issuer chain is missing");
    assertThatThrownBy(
            () -> Material.parse(chain.item(), chain.body(), tcbInfo.issuerChain(), Recorded.AT))
        .hasMessageContaining("has no issuer chain");
    assertThatThrownBy(
            () -> Material.parse(tcbInfo.item(), tcbInfo.body(), Bytes.utf8("<html>"), Recorded.AT))
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void cutAtAnyLengthOrOneByteTooLongItIsMalformed() {
    for (var genuine : Recorded.materials()) {
      var body = genuine.body();
      // A chain may end in white space only, so its last lines are cut by themselves.
      int whole = body.utf8().stripTrailing().length();
      int end = genuine.item().form() == Form.CHAIN ? whole : body.length();
      for (int length = 0; length < end; length += length < end - 64 ? 7 : 1) {
        var cut = body.slice(0, length);
        assertThatThrownBy(() -> as(genuine, cut))
            .as("%s cut to %d", genuine.item().name(), length)
            .isInstanceOf(MalformedException.class);
      }
      assertThatThrownBy(() -> as(genuine, body.concat(Bytes.utf8("x"))))
          .as(genuine.item().name())
          .isInstanceOf(MalformedException.class);
      assertThatThrownBy(() -> as(genuine, Bytes.zeros(genuine.item().form().maxBytes() + 1)))
          .hasMessageContaining("limit");
    }
  }

  private static Material as(Material genuine, Bytes body) throws MalformedException {
    return Material.parse(genuine.item(), body, genuine.issuerChain(), Recorded.AT);
  }
}
