package dev.strongroom.collateral.item;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.evidence.CertificateId;
import dev.strongroom.attestation.evidence.OcspHash;
import dev.strongroom.attestation.evidence.OcspRequest;
import dev.strongroom.attestation.scheme.dcap.quote.Tee;
import dev.strongroom.attestation.scheme.nvidia.rim.RimId;
import dev.strongroom.attestation.scheme.snp.SnpProduct;
import dev.strongroom.attestation.scheme.snp.SnpTcb;
import dev.strongroom.collateral.item.IntelItem.PckCa;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ItemTest {
  private static final String CHIP = "ab".repeat(64);
  private static final String DRIVER = "NV_GPU_DRIVER_GH100_550.90.07";
  private static final String FMSPC = "00806f050000";

  private static Bytes hex(String text) throws MalformedException {
    return Bytes.ofHex("hex", text);
  }

  private static Item milan() throws MalformedException {
    return new AmdItem.Vcek(SnpProduct.MILAN, hex(CHIP), new SnpTcb(0, 4, 0, 24, 219));
  }

  private static Item turin() throws MalformedException {
    return new AmdItem.Vcek(SnpProduct.TURIN, hex("59790fb1c39f35c1"), new SnpTcb(1, 1, 1, 4, 81));
  }

  private static List<Item> every() throws MalformedException {
    var items = new ArrayList<>(List.of(milan(), turin(), new IntelItem.RootCrl()));
    for (var product : SnpProduct.values()) {
      for (var key : AmdItem.Key.values()) {
        items.add(new AmdItem.Chain(product, key));
        items.add(new AmdItem.Crl(product, key));
      }
    }
    for (var tee : Tee.values()) {
      items.add(new IntelItem.EvaluationNumbers(tee));
      for (var set : List.of("early", "standard", "19")) {
        items.add(new IntelItem.TcbInfo(tee, hex(FMSPC), EvaluationSet.parse(set)));
        items.add(new IntelItem.QeIdentity(tee, EvaluationSet.parse(set)));
      }
    }
    for (var id : List.of(DRIVER, "NV_GPU_VBIOS_1010_0200_882_96009F0001")) {
      items.add(new NvidiaItem.Rim(RimId.parse(id)));
    }
    for (var hash : OcspHash.values()) {
      items.add(ocsp(hash, "0a"));
      items.add(ocsp(hash, "ffab"));
    }
    for (var issuer : NvidiaItem.Issuer.values()) {
      items.add(new NvidiaItem.Crl(issuer));
    }
    for (var ca : PckCa.values()) {
      items.add(new IntelItem.PckCrl(ca));
    }
    return items;
  }

  private static NvidiaItem.Ocsp ocsp(OcspHash hash, String serial) {
    var digest = Bytes.zeros(hash.lengthBytes());
    return new NvidiaItem.Ocsp(new CertificateId(hash, digest, digest, new BigInteger(serial, 16)));
  }

  @Test
  void aNameIsOfOneItemAndReadsBack() throws Exception {
    var items = every();

    assertThat(items).extracting(Item::name).doesNotHaveDuplicates();
    assertThat(items)
        .extracting(item -> item.service() + item.resource() + item.question().hex())
        .doesNotHaveDuplicates();
    for (var item : items) {
      assertThat(Item.ofName(item.name())).isEqualTo(item);
      assertThat(item.name()).matches("[a-z0-9./-]+").doesNotContain("..");
    }
  }

  // spec: AMD 57230 4.1 fmcSPL
  @Test
  void resourcesAreThoseOfTheVendorsDocuments() throws Exception {
    assertThat(milan().resource())
        .isEqualTo("/vcek/v1/Milan/" + CHIP + "?blSPL=4&teeSPL=0&snpSPL=24&ucodeSPL=219");
    assertThat(turin().resource())
        .isEqualTo(
            "/vcek/v1/Turin/59790fb1c39f35c1?fmcSPL=1&blSPL=1&teeSPL=1&snpSPL=4&ucodeSPL=81");
    assertThat(every())
        .extracting(Item::resource)
        .contains(
            "/vcek/v1/Genoa/cert_chain",
            "/vlek/v1/Milan/cert_chain",
            "/vlek/v1/Turin/crl",
            "/sgx/certification/v4/tcb?fmspc=00806f050000&update=standard",
            "/tdx/certification/v4/tcb?fmspc=00806f050000&update=early",
            "/tdx/certification/v4/tcb?fmspc=00806f050000&tcbEvaluationDataNumber=19",
            "/sgx/certification/v4/qe/identity?update=early",
            "/tdx/certification/v4/qe/identity?update=standard",
            "/sgx/certification/v4/pckcrl?ca=processor&encoding=der",
            "/tdx/certification/v4/tcbevaluationdatanumbers",
            "/IntelSGXRootCA.der",
            "/v1/rim/" + DRIVER,
            "/crl/l1-root.crl",
            "/crl/l2-gh100.crl",
            "/crl/l2-gb100.crl");
  }

  // spec: RFC 6960 A.1.1
  @Test
  @DisplayName("RFC 6960 A.1.1: a POST has the DER of the OCSPRequest, as application/ocsp-request")
  void onlyOcspIsPosted() throws Exception {
    for (var item : every()) {
      if (item instanceof NvidiaItem.Ocsp(var certificate)) {
        assertThat(item.questionType()).isEqualTo("application/ocsp-request");
        assertThat(item.question()).isEqualTo(new OcspRequest(certificate, Optional.empty()).der());
      } else {
        assertThat(item.questionType()).isEmpty();
        assertThat(item.question().length()).isZero();
      }
    }
  }

  @Test
  void anIdWithASmallLetterHasNoName() throws Exception {
    var id = RimId.parse(DRIVER + "b");

    assertThatThrownBy(() -> new NvidiaItem.Rim(id)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> NvidiaItem.Rim.of(id)).isInstanceOf(MalformedException.class);
    assertThatThrownBy(() -> ocsp(OcspHash.SHA384, "-1"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  // spec: AMD 57230 4.1 hwid
  @Test
  void aReportNamesItsVcek() throws Exception {
    var raw = hex("0101010400000051");

    var item =
        AmdItem.Vcek.ofReport(
            SnpProduct.TURIN, hex("59790fb1c39f35c1").concat(Bytes.zeros(56)), raw);

    assertThat(item).isEqualTo(turin());
  }

  @Test
  void aMaskedChipHasNoVcek() {
    assertThatThrownBy(
            () -> AmdItem.Vcek.ofReport(SnpProduct.GENOA, Bytes.zeros(64), Bytes.zeros(8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("masked");
  }

  @Test
  void onlyVceksMakeTheServicePause() throws Exception {
    for (var item : every()) {
      assertThat(item.spacing())
          .isEqualTo(item instanceof AmdItem.Vcek ? Duration.ofSeconds(10) : Duration.ZERO);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "amd",
        "amd/",
        "amd/milan",
        "amd/Milan/vcek-crl",
        "amd/rome/vcek-crl",
        "amd/milan/vcek-crl/",
        "amd/milan/vcek-crl/more",
        "amd/milan/vcek/ab/0.1.2.3.4",
        "amd/turin/vcek/59790fb1c39f35c1/1.1.1.4",
        "amd/turin/vcek/59790fb1c39f35c1/1.1.1.4.256",
        "amd/turin/vcek/59790fb1c39f35c1/1.1.1.4.081",
        "amd/turin/vcek/59790FB1c39f35c1/1.1.1.4.81",
        "amd/turin/vcek/0000000000000000/1.1.1.4.81",
        "intel/",
        "intel/tdx/tcb/00806F050000/early",
        "intel/tdx/tcb/00806f0500/early",
        "intel/tdx/tcb/00806f050000/late",
        "intel/tdx/tcb/00806f050000/019",
        "intel/tdx/tcb/00806f050000/0",
        "intel/tdx/tcb/00806f050000/-1",
        "intel/sev/qe/early",
        "intel/root-crl/../root-crl",
        "../amd/milan/vcek-crl",
        "nvidia/rim",
        "nvidia/rim/",
        "nvidia/rim/NV-GPU-DRIVER-GH100-550.90.07",
        "nvidia/rim/nv_gpu_driver_gh100_550.90.07",
        "nvidia/rim/nv-gpu-driver-gh100-550..90",
        "nvidia/rim/nv-gpu-driver-gh100-550.90.07/more",
        "nvidia/rim/nv-nic-firmware-cx7",
        "nvidia/ocsp/sha384/00/00/0a",
        "nvidia/ocsp/md5/00/00/0a",
        "nvidia/ocsp/sha1/0000000000000000000000000000000000000000"
            + "/0000000000000000000000000000000000000000/0a",
        "nvidia/ocsp/sha1/0000000000000000000000000000000000000000"
            + "/0000000000000000000000000000000000000000/-a",
        "nvidia/l2-gr100-crl",
        "nvidia/l1-root-crl/more",
      })
  void otherNamesAreRefused(String name) {
    assertThatThrownBy(() -> Item.ofName(name)).isInstanceOf(MalformedException.class);
  }
}
