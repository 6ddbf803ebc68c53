package dev.strongroom.attestation.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
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
}
