package dev.strongroom.attestation.scheme.dcap.tcb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.scheme.dcap.quote.Quote;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.testing.Vectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("vectors")
class PckExtensionsTest {
  private static final String ONE = "060a2a864886f84d010d01";
  private static final String TCB = "060b2a864886f84d010d0102";

  private static Certificate pck(String folder) throws MalformedException {
    return Quote.parse(Vectors.read("cpu/" + folder + "/quote.bin")).pckChain().leaf();
  }

  /// Replaces hexadecimal of the same length; certificates stay well-formed, signatures do not
  /// hold.
  private static Certificate changed(Certificate certificate, String from, String to)
      throws MalformedException {
    assertThat(certificate.der().hex()).contains(from);
    return Certificate.ofDer(
        "pck", Bytes.ofHex("pck", certificate.der().hex().replaceFirst(from, to)));
  }

  @Test
  @DisplayName("a platform of several packages: Platform CA, instance id, configuration")
  void readsPlatformCertificates() throws Exception {
    var pck = PckExtensions.of(pck("tdx/v4-gnr-mrconfigid-outofdate"));
    assertThat(pck.fmspc().hex()).isEqualTo("00a06d080000");
    assertThat(pck.pceId().hex()).isEqualTo("0000");
    assertThat(pck.pceSvn()).isEqualTo(11);
    assertThat(pck.ppid().hex()).isEqualTo("9c81e0b5c22e28a3f29d7b4db52c2049");
    assertThat(pck.components().hex()).isEqualTo("02020707040100020000000000000000");
    assertThat(pck.sgxType()).isEqualTo(2);
    assertThat(pck.platformInstanceId().length()).isEqualTo(16);
    assertThat(pck.configuration()).containsOnlyKeys(1, 2, 3);
  }

  @Test
  @DisplayName("a single package: Processor CA, none of these")
  void readsProcessorCertificates() throws Exception {
    var pck = PckExtensions.of(pck("sgx/v3-config-and-swhardening"));
    assertThat(pck.fmspc().hex()).isEqualTo("00a067110000");
    assertThat(pck.components().hex()).isEqualTo("0b0b0202ff0100000000000000000000");
    assertThat(pck.platformInstanceId().length()).isZero();
    assertThat(pck.configuration()).isEmpty();
  }

  @Test
  @DisplayName("an SVN above 127 has a leading zero")
  void readsLargeSvns() throws Exception {
    var pck = PckExtensions.of(pck("sgx/v3-swhardening"));
    assertThat(pck.components().at(4)).isEqualTo(255);
    assertThat(pck.components().hex()).isEqualTo("0e0e0303ffff01000000000000000000");
  }

  private static void malformed(Certificate certificate, String message) {
    assertThatThrownBy(() -> PckExtensions.of(certificate))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining(message);
  }

  @Test
  void eachPartIsThereOnce() throws Exception {
    var pck = pck("tdx/v4-debug-td");
    malformed(changed(pck, ONE + "03", ONE + "09"), "PCE-ID: is absent");
    malformed(changed(pck, ONE + "04", ONE + "01"), ".1 occurs twice");
    malformed(changed(pck, TCB + "05", TCB + "04"), ".4 occurs twice");
    malformed(changed(pck, TCB + "11", TCB + "19"), "PCESVN: is absent");
    malformed(changed(pck, TCB + "03", "060b2a864886f84d010d050203"), "foreign object identifier");
  }

  @Test
  @DisplayName("no extension: the CA's certificate has none")
  void refusesACertificateWithoutIt() throws Exception {
    var quote = Quote.parse(Vectors.read("cpu/tdx/v4-debug-td/quote.bin"));
    malformed(quote.pckChain().certificates().get(1), "extension is absent");
  }

  @Test
  @DisplayName("dcap-qvl audit: recursive DER. Sequences in sequences are left at the first step")
  void refusesNestedSequences() throws Exception {
    var pck = pck("tdx/v4-debug-td");
    var content = pck.extension("1.2.840.113741.1.13.1").orElseThrow();
    malformed(changed(pck, content.hex(), nested(content.length(), 16)), "got tag 30, want 06");
    assertThatThrownBy(() -> changed(pck, content.hex(), nested(content.length(), 60)))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("nests deeper than 32");
  }

  private static String nested(int length, int levels) {
    var nested = new StringBuilder();
    for (int left = length - 4; left >= length - 4 * levels; left -= 4) {
      nested.append("3082%04x".formatted(left));
    }
    return nested.append("30".repeat(length - 4 * levels)).toString();
  }
}
