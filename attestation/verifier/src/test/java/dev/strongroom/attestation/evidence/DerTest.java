package dev.strongroom.attestation.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.time.Instant;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DerTest {
  private static Der der(String hex) throws MalformedException {
    return new Der(Bytes.ofHex("der", hex));
  }

  @Test
  @DisplayName("X.690 8.3: INTEGER is minimal; X.690 10.1: lengths are minimal")
  void oneSpellingOnly() throws Exception {
    assertThat(der("020100").smallInteger("n")).isZero();
    assertThat(der("02017f").smallInteger("n")).isEqualTo(127);
    assertThat(der("02020080").smallInteger("n")).isEqualTo(128);
    assertThat(der("020200db").smallInteger("n")).isEqualTo(219);
    assertThat(der("020200ff").smallInteger("n")).isEqualTo(255);
    for (var wrong :
        new String[] {
          "020180",
          "0202007f",
          "02020100",
          "0200",
          "02810101",
          "0282000101",
          "028001",
          "0283000001",
          "040100",
          "0202",
          ""
        }) {
      assertThatThrownBy(() -> der(wrong).smallInteger("n"))
          .as(wrong)
          .isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void longFormsAreReadWhereNeeded() throws Exception {
    assertThat(der("048180" + "00".repeat(128)).value("v", Der.OCTET_STRING).length())
        .isEqualTo(128);
    assertThat(der("04820100" + "00".repeat(256)).value("v", Der.OCTET_STRING).length())
        .isEqualTo(256);
    assertThat(der("0481ff" + "00".repeat(255)).value("v", Der.OCTET_STRING).length())
        .isEqualTo(255);
    assertThat(der("047f" + "00".repeat(127)).value("v", Der.OCTET_STRING).length()).isEqualTo(127);
    assertThatThrownBy(() -> der("0480" + "00".repeat(128)).value("v", Der.OCTET_STRING))
        .as("of indefinite length")
        .hasMessageContaining("length form 80");
    assertThatThrownBy(() -> der("04817f" + "00".repeat(127)).value("v", Der.OCTET_STRING))
        .hasMessageContaining("not minimal");
    assertThatThrownBy(() -> der("048200ff" + "00".repeat(255)).value("v", Der.OCTET_STRING))
        .hasMessageContaining("not minimal");
  }

  private static void assertRefused(String hex, Reading reading) {
    assertThatThrownBy(() -> reading.of(der(hex))).as(hex).isInstanceOf(MalformedException.class);
  }

  private interface Reading {
    Object of(Der der) throws MalformedException;
  }

  // spec: X.690 8.19.4
  @Test
  @DisplayName("X.690 8.19.4: OBJECT IDENTIFIER, as Bouncy Castle reads it")
  void objectIdentifiersAreDotted() throws Exception {
    for (var dotted :
        new String[] {
          "0.0",
          "0.39",
          "1.0",
          "1.39.127.128",
          "1.2.840.10045.4.3.3",
          "2.0",
          "2.47.1",
          "2.48",
          "2.999.16383.16384",
          "1.3.6.1.5.5.7.48.1.1",
          "2.5.9223372036854775807"
        }) {
      var encoded = Bytes.copyOf(new ASN1ObjectIdentifier(dotted).getEncoded());
      assertThat(new Der(encoded).objectIdentifier("oid")).isEqualTo(dotted);
    }
    for (var wrong :
        new String[] {
          "0600",
          "060181",
          "06022a81",
          "06028001",
          "06032a8001",
          "060b2ac0808080808080808000",
          "04012a"
        }) {
      assertRefused(wrong, in -> in.objectIdentifier("oid"));
    }
    var large = Bytes.copyOf(new ASN1ObjectIdentifier("2.5.9223372036854775808").getEncoded());
    assertRefused(large.hex(), in -> in.objectIdentifier("oid"));
  }

  // spec: RFC 5280 4.1.2.5.2
  @Test
  @DisplayName("RFC 5280 4.1.2.5.2: GeneralizedTime is YYYYMMDDHHMMSSZ")
  void timesHaveOneSpelling() throws Exception {
    assertThat(der(time("20240229235959Z")).time("t"))
        .isEqualTo(Instant.parse("2024-02-29T23:59:59Z"));
    assertThat(der(time("99991231235959Z")).time("t"))
        .isEqualTo(Instant.parse("9999-12-31T23:59:59Z"));
    for (var wrong :
        new String[] {
          "20240229235959",
          "202402292359Z",
          "20240229235959.5Z",
          "20240229235959+0000",
          "20230229000000Z",
          "20240100000000Z",
          "20241301000000Z",
          "20240101240000Z",
          "20240101006000Z",
          "20240101000060Z",
          "2024010100000 Z",
          "20240101000000z",
          "-0240101000000Z",
          ""
        }) {
      assertRefused(time(wrong), in -> in.time("t"));
    }
    assertRefused("170d3234303130313030303030305a", in -> in.time("t"));
  }

  private static String time(String text) {
    return "18%02x%s".formatted(text.length(), Bytes.utf8(text).hex());
  }

  @Test
  @DisplayName("X.690 8.3: INTEGER of either sign, minimal and bounded")
  void integersAreMinimal() throws Exception {
    assertThat(der("020100").integer("n", 1)).isZero();
    assertThat(der("0201ff").integer("n", 1)).isEqualTo(-1);
    assertThat(der("02020080").integer("n", 2)).isEqualTo(128);
    assertThat(der("0202ff7f").integer("n", 2)).isEqualTo(-129);
    for (var wrong : new String[] {"0200", "0202007f", "0202ff80", "0203010000", "0a0100"}) {
      assertRefused(wrong, in -> in.integer("n", 2));
    }
    assertThat(der("0a0106").enumerated("e")).isEqualTo(6);
    assertRefused("020106", in -> in.enumerated("e"));
  }

  @Test
  void bitStringsHaveWholeOctets() throws Exception {
    assertThat(der("0303000102").octetsOfBits("b").hex()).isEqualTo("0102");
    assertThat(der("030100").octetsOfBits("b").length()).isZero();
    for (var wrong : new String[] {"0300", "03020100", "03020780", "04020000"}) {
      assertRefused(wrong, in -> in.octetsOfBits("b"));
    }
  }

  @Test
  void anElementIsHandedOutAsReceived() throws Exception {
    var outer = der("300a0401aa" + "3003020105" + "0500").enter("outer", Der.SEQUENCE);
    assertThat(outer.isNext(Der.OCTET_STRING)).isTrue();
    assertThat(outer.isNext(Der.SEQUENCE)).isFalse();
    outer.value("first", Der.OCTET_STRING);
    assertThat(outer.encoded("second", Der.SEQUENCE).hex()).isEqualTo("3003020105");
    assertRefused("0500", in -> in.encoded("null", Der.SEQUENCE));
    assertThat(outer.value("null", Der.NULL).length()).isZero();
    assertThat(outer.isNext(Der.NULL)).isFalse();
    outer.end();
  }
}
